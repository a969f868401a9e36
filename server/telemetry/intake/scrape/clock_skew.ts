/** What a process said its clock shows, and when it was asked. */
export interface ClockReading {
  /** Wall ms by its clock. */
  readonly remoteMs: number;
  /** Wall ms by ours when the question went out. */
  readonly sentMs: number;
  /** From the question to the head of the answer, monotonic. */
  readonly roundTripMs: number;
}

/** How far a clock is ahead of ours: `skewMs` ± `errorMs`, where the truth lies for certain. */
export interface SkewEstimate {
  readonly skewMs: number;
  readonly errorMs: number;
}

/** So many readings are remembered, of which the surest counts. */
const READINGS = 30;
/** Each of the two clocks shows whole ms. */
const RESOLUTION_MS = 1;

/**
 * Measures how far the clock of another process is off by what it says while it answers.
 *
 * skewMs = remoteMs − (sentMs + roundTripMs / 2), errorMs = roundTripMs / 2 + 1. Of the last 30 readings the
 * one with the smallest error counts, as busy processes answer late. A reading that contradicts it (their
 * ranges do not meet) means that a clock was set: then only what is new counts.
 *
 * Source: Cristian, Probabilistic clock synchronization, 1989; RFC 5905, 10 (clock filter).
 */
export class ClockSkew {
  #readings: SkewEstimate[] = [];

  /** The surest estimate; undefined before the first reading. */
  get estimate(): SkewEstimate | undefined {
    return this.#readings.reduce<SkewEstimate | undefined>(
      (best, each) => best === undefined || each.errorMs < best.errorMs ? each : best,
      undefined,
    );
  }

  /** Takes a reading. */
  take({ remoteMs, sentMs, roundTripMs }: ClockReading): void {
    const half = roundTripMs / 2;
    const reading = { skewMs: remoteMs - (sentMs + half), errorMs: half + RESOLUTION_MS };
    const best = this.estimate;
    if (best !== undefined && isContradiction(best, reading)) this.#readings = [];
    this.#readings.push(reading);
    if (this.#readings.length > READINGS) this.#readings.shift();
  }
}

function isContradiction(one: SkewEstimate, other: SkewEstimate): boolean {
  return Math.abs(one.skewMs - other.skewMs) > one.errorMs + other.errorMs;
}
