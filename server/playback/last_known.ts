import type { Clock } from "@netops/core";

/** How answers are kept. */
export interface LastKnownOptions {
  readonly clock: Clock;
  /** An answer so young is not asked for again; 0 asks always. */
  readonly freshMs: number;
  /** An answer so old may still stand in when nobody answers. */
  readonly mostAgeMs: number;
  /** Hears each time that an old answer stands in. */
  readonly onFallback: (error: unknown) => void;
}

interface Kept<T> {
  readonly value: T;
  readonly atMs: number;
}

const MOST_KEPT = 10_000;

/**
 * Keeps the last answers of a dependency, so that its loss does not stop a play.
 *
 * Askers of the same key at the same time share one question when an answer may be shared at all
 * (`freshMs` above 0).
 */
export class LastKnown<T> {
  readonly #options: LastKnownOptions;
  readonly #kept = new Map<string, Kept<T>>();
  readonly #asked = new Map<string, Promise<T>>();

  /** Begins with nothing. */
  constructor(options: LastKnownOptions) {
    this.#options = options;
  }

  /** Asks, or answers from memory. Rejects as `ask` did when nothing that is young enough is kept. */
  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const { freshMs, mostAgeMs, onFallback } = this.#options;
    const known = this.#kept.get(key);
    if (known !== undefined && this.#ageMs(known) < freshMs) return known.value;
    try {
      return freshMs > 0 ? await this.#shared(key, ask) : await this.#ask(key, ask);
    } catch (error) {
      // What another asker learned meanwhile is better than what we knew.
      const last = this.#kept.get(key);
      if (last === undefined || this.#ageMs(last) > mostAgeMs) throw error;
      onFallback(error);
      return last.value;
    }
  }

  #shared(key: string, ask: () => Promise<T>): Promise<T> {
    const running = this.#asked.get(key);
    if (running !== undefined) return running;
    const asked = this.#ask(key, ask).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(key: string, ask: () => Promise<T>): Promise<T> {
    const value = await ask();
    // Taken out and put back, the newest stand last: the first is the one to be forgotten.
    this.#kept.delete(key);
    this.#kept.set(key, { value, atMs: this.#options.clock.monotonicMs() });
    if (this.#kept.size > MOST_KEPT) {
      const oldest = this.#kept.keys().next();
      if (!oldest.done) this.#kept.delete(oldest.value);
    }
    return value;
  }

  #ageMs({ atMs }: Kept<T>): number {
    return this.#options.clock.monotonicMs() - atMs;
  }
}
