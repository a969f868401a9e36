/** Counts what is under way per instance, from the first byte sent to the last byte of the answer. */
export class InFlight {
  readonly #counts = new Map<string, number>();

  /** One more; the answer says once that it ended. */
  begin(instance: string): () => void {
    this.#counts.set(instance, this.count(instance) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = this.count(instance) - 1;
      if (left > 0) this.#counts.set(instance, left);
      else this.#counts.delete(instance);
    };
  }

  /** How many are under way at an instance. */
  count(instance: string): number {
    return this.#counts.get(instance) ?? 0;
  }
}
