/** How popular a title is. */
export interface TitleScore {
  readonly titleId: string;
  readonly score: number;
}

/** After so long a start counts half. */
export const HALF_LIFE_MS = 30 * 60_000;

const MOST_TITLES = 10_000;

interface Score {
  value: number;
  atMs: number;
}

/**
 * Counts the starts of titles, the older the less: score(t) = Σ 2^(−(t − start) / half-life).
 *
 * Pure over the times that the records carry, so that every instance that read the same has the same.
 */
export class Popularity {
  readonly #scores = new Map<string, Score>();

  /** Counts a start. */
  count(titleId: string, startedAtMs: number): void {
    const known = this.#scores.get(titleId);
    if (known === undefined) {
      if (this.#scores.size >= MOST_TITLES) return;
      this.#scores.set(titleId, { value: 1, atMs: startedAtMs });
    } else if (startedAtMs >= known.atMs) {
      known.value = known.value * fade(startedAtMs - known.atMs) + 1;
      known.atMs = startedAtMs;
    } else {
      // Partitions are read side by side, so a start may come late.
      known.value += fade(known.atMs - startedAtMs);
    }
  }

  /** The score of a title now. */
  score(titleId: string, nowMs: number): number {
    const known = this.#scores.get(titleId);
    return known === undefined ? 0 : known.value * fade(Math.max(0, nowMs - known.atMs));
  }

  /** All scores now, the most popular first. */
  ranking(nowMs: number): TitleScore[] {
    return [...this.#scores.keys()]
      .map((titleId) => ({ titleId, score: this.score(titleId, nowMs) }))
      .sort((left, right) => right.score - left.score || (left.titleId < right.titleId ? -1 : 1));
  }
}

function fade(ageMs: number): number {
  return 2 ** (-ageMs / HALF_LIFE_MS);
}
