/** A count that is forgotten bit by bit. */
export interface DecayedCount {
  readonly score: number;
  /** When `score` was right. */
  readonly atMs: number;
}

/** After so long a start counts half. */
export const HALF_LIFE_MS = 6 * 3_600_000;

/** What is left of a count: score · 2^(−Δt / halfLife); never more than it was. */
export function scoreAt({ score, atMs }: DecayedCount, nowMs: number): number {
  return score * 2 ** (-Math.max(0, nowMs - atMs) / HALF_LIFE_MS);
}

/** Adds one start; one that comes late counts for what it is still worth. */
export function addStart(count: DecayedCount | undefined, startedMs: number): DecayedCount {
  if (count === undefined) return { score: 1, atMs: startedMs };
  const atMs = Math.max(count.atMs, startedMs);
  const late = scoreAt({ score: 1, atMs: startedMs }, atMs);
  return { score: scoreAt(count, atMs) + late, atMs };
}
