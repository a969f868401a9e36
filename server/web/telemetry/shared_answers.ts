import type { Clock } from "@netops/core";

const FRESH_MS = 900;
const MOST_KEPT = 64;

/** Lets all viewers who ask the same within 0.9 s share one answer; keeps 64 at most. */
export class SharedAnswers<Answer> {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly atMs: number; readonly answer: Promise<Answer> }>();

  /** Keeps nothing at first. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer to `key`: of a moment ago, or a new one by `ask`. */
  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#kept.get(key);
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return known.answer;
    for (const [old, { atMs }] of this.#kept) {
      const isFull = this.#kept.size >= MOST_KEPT;
      if (isFull || nowMs - atMs >= FRESH_MS) this.#kept.delete(old);
      else break; // They stand in order of time.
    }
    const answer = ask();
    this.#kept.set(key, { atMs: nowMs, answer });
    return answer;
  }
}
