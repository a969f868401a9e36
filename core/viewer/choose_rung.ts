/** What a choice of the rung goes by. */
export interface RungFacts {
  /** Bitrates of the ladder, lowest first; at least one. */
  readonly bitratesBps: readonly number[];
  /** Index of the rung before; undefined for the first segment. */
  readonly current: number | undefined;
  /** Undefined while nothing was measured. */
  readonly estimateBps: number | undefined;
  readonly bufferMs: number;
  readonly segmentMs: number;
  /** Whether the picture moves; before it does there is no buffer to protect. */
  readonly isPlaying: boolean;
}

/** Shares of the estimate that a rung may use. Source: hls.js, abrBandWidthFactor and …UpFactor. */
const KEEP_RATIO = 0.95;
const UP_RATIO = 0.7;
/** A fetch may take this share of the buffer, so that one that fails can be done again. */
const BUFFER_RATIO = 0.8;
const LEAST_FETCH_MS = 500;

/**
 * Chooses the rung of the next segment, as its index.
 *
 * Begins low in the middle; goes up one rung at a time, when 70 % of the throughput suffice and a
 * segment is ready; goes down at once, and also when a fetch would take 80 % of the buffer.
 */
export function chooseRung(facts: RungFacts): number {
  const { bitratesBps, current, estimateBps, bufferMs, segmentMs } = facts;
  const last = bitratesBps.length - 1;
  if (estimateBps === undefined) return Math.min(current ?? Math.floor(last / 2), last);
  const bitrateAt = (index: number) => bitratesBps[index] ?? Infinity;
  let chosen = Math.min(current ?? 0, last);
  const isReady = bufferMs >= segmentMs || !facts.isPlaying;
  if (chosen < last && isReady && bitrateAt(chosen + 1) <= estimateBps * UP_RATIO) chosen++;
  while (chosen > 0 && bitrateAt(chosen) > estimateBps * KEEP_RATIO) chosen--;
  const mostMs = Math.max(LEAST_FETCH_MS, bufferMs * BUFFER_RATIO);
  const fetchMs = (index: number) => bitrateAt(index) * segmentMs / estimateBps;
  while (facts.isPlaying && chosen > 0 && fetchMs(chosen) > mostMs) chosen--;
  return chosen;
}
