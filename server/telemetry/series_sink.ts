import type { ExemplarBook } from "./exemplar_book.ts";
import type { FamilyBook } from "./family_book.ts";
import type { Exemplar, FamilyFacts, SampleSink } from "./intake/mod.ts";
import type { LabelSet } from "./model/label_set.ts";
import type { SeriesRank } from "./model/series_rank.ts";
import type { SeriesStore } from "./series/mod.ts";

/** What samples and what is said about them go into. */
export interface SeriesSinkParts {
  readonly store: SeriesStore;
  readonly exemplars: ExemplarBook;
  readonly families: FamilyBook;
}

/** Brings what intake takes into the series store. */
export class SeriesSink implements SampleSink {
  readonly #parts: SeriesSinkParts;
  /** The series that may get examples. */
  readonly #labels = new Map<number, LabelSet>();

  constructor(parts: SeriesSinkParts) {
    this.#parts = parts;
  }

  refOf(
    labels: LabelSet,
    owner: string,
    { rank = "guest" }: { readonly rank?: SeriesRank | undefined } = {},
  ): number | undefined {
    const ref = this.#parts.store.refOf(labels, { owner, rank });
    if (typeof ref === "string") return undefined;
    if (labels.get("le") !== "") this.#labels.set(ref, labels);
    return ref;
  }

  append(ref: number, tsMs: number, value: number): boolean {
    return this.#parts.store.append(ref, tsMs, value) !== "unknown_series";
  }

  isUnwritten(ref: number): boolean {
    return this.#parts.store.isUnwritten(ref);
  }

  appendStale(ref: number, tsMs: number): void {
    this.#parts.store.appendStale(ref, tsMs);
    this.#labels.delete(ref);
  }

  exemplar(ref: number, exemplar: Exemplar): void {
    const labels = this.#labels.get(ref);
    if (labels !== undefined) this.#parts.exemplars.take(labels, exemplar);
  }

  describe(family: string, facts: FamilyFacts): void {
    this.#parts.families.describe(family, facts);
  }
}
