/** Counts what is under way by instance, or by server group, until the last byte of the answer. */
export class InFlight {
  readonly #counts = new Map<string, number>();

  /** One more; the answer says once that it ended. */
  begin(key: string): () => void {
    this.#counts.set(key, this.count(key) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = this.count(key) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }

  /** How many are under way there. */
  count(key: string): number {
    return this.#counts.get(key) ?? 0;
  }
}
