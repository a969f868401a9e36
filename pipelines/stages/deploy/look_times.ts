/** Fewer points than this say nothing, so that a look at them would only spend false fails. */
const LEAST_POINTS = 12;
const EARLY = [1 / 3, 2 / 3];

/** When a bake is looked at, from its start: early twice, where that can show anything, and at its end. */
export function lookTimes(bakeMs: number, stepMs: number): readonly number[] {
  const early = EARLY.map((share) => Math.floor(bakeMs * share / stepMs) * stepMs)
    .filter((timeMs) => timeMs >= LEAST_POINTS * stepMs);
  return [...early, bakeMs];
}

/** When a bake is looked at that is told how often: evenly. */
export function evenLookTimes(bakeMs: number, looks: number): readonly number[] {
  return Array.from({ length: looks }, (_, at) => Math.round(bakeMs * (at + 1) / looks));
}

const MOST_STRETCH = 3;
const LEAST_STRETCH_MS = 60_000;

/** How long a bake may become by itself when its judge needs more than it was given. */
export function longestBakeMs(bakeMs: number): number {
  return Math.max(MOST_STRETCH * bakeMs, LEAST_STRETCH_MS);
}
