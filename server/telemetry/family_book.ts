import type { FamilyFacts } from "./intake/mod.ts";

const MOST_FAMILIES = 10_000;

/** Keeps what families of metrics say about themselves, as Prometheus' `/metadata` shows it. */
export class FamilyBook {
  readonly #facts = new Map<string, FamilyFacts>();

  /** Takes what is said; the last word counts. */
  describe(family: string, facts: FamilyFacts): void {
    if (this.#facts.size >= MOST_FAMILIES && !this.#facts.has(family)) return;
    this.#facts.set(family, facts);
  }

  /** What is known of one family, or of all when it is "". */
  view(family: string): Record<string, readonly FamilyFacts[]> {
    const facts = this.#facts.get(family);
    if (family !== "") return facts === undefined ? {} : { [family]: [facts] };
    return Object.fromEntries([...this.#facts].map(([name, known]) => [name, [known]]));
  }
}
