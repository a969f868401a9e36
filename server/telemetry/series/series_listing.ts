import type { LabelSet } from "../model/label_set.ts";
import type { LabelMatcher } from "../model/matcher.ts";
import type { TimeRange } from "../model/series_source.ts";
import { type CompileRegex, toCondition } from "./label_condition.ts";
import type { SeriesTable } from "./series_table.ts";

/** Which series a list is about. */
export interface LabelQuery {
  /** Series that match one of them; all series when there is none. */
  readonly selectors?: readonly (readonly LabelMatcher[])[] | undefined;
  /** Series that may have a sample in it; gaps within the life of a series are not looked at. */
  readonly range?: TimeRange | undefined;
  /** Entries at most. */
  readonly limit?: number | undefined;
}

/** A list, and whether more would be there without the limit. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly isCut: boolean;
}

/** Lists series and their labels, without reading a sample. */
export class SeriesListing {
  readonly #table: SeriesTable;
  readonly #compileRegex: CompileRegex;

  /** Lists what is in a table. */
  constructor(table: SeriesTable, compileRegex: CompileRegex) {
    this.#table = table;
    this.#compileRegex = compileRegex;
  }

  /** Slots that meet all matchers, ascending. */
  find(matchers: readonly LabelMatcher[]): number[] {
    const conditions = matchers.map((matcher) => toCondition(matcher, this.#compileRegex));
    return this.#table.index.find(conditions, () => this.#table.slots());
  }

  /** Names of labels, sorted. */
  names(query: LabelQuery): Listed<string> {
    const { index } = this.#table;
    if (query.selectors === undefined) {
      const isThere = (name: string) =>
        index.values(name).some((value) => this.#has(name, value, query));
      return cut(index.names().filter(isThere).sort(), query);
    }
    const names = new Set<string>();
    for (const slot of this.#slots(query)) {
      for (const name of this.#table.labelsAt(slot).names) names.add(name);
    }
    return cut([...names].sort(), query);
  }

  /** Values of a label, sorted. */
  values(name: string, query: LabelQuery): Listed<string> {
    if (query.selectors === undefined) {
      const isThere = (value: string) => this.#has(name, value, query);
      return cut(this.#table.index.values(name).filter(isThere).sort(), query);
    }
    const values = new Set(this.#slots(query).map((slot) => this.#table.labelsAt(slot).get(name)));
    values.delete("");
    return cut([...values].sort(), query);
  }

  /** Series, in the order of their first appearance as far as places were not used again. */
  series(query: LabelQuery): Listed<LabelSet> {
    return cut(this.#slots(query).map((slot) => this.#table.labelsAt(slot)), query);
  }

  #slots(query: LabelQuery): number[] {
    const { selectors = [[]] } = query;
    const slots = new Set(selectors.flatMap((matchers) => this.find(matchers)));
    return [...slots].filter((slot) => this.#isIn(slot, query)).sort((a, b) => a - b);
  }

  #has(name: string, value: string, query: LabelQuery): boolean {
    return this.#table.index.slotsOf(name, value).some((slot) => this.#isIn(slot, query));
  }

  #isIn(slot: number, { range }: LabelQuery): boolean {
    if (range === undefined) return true;
    const { firstMs, lastMs } = this.#table;
    return (firstMs[slot] ?? Infinity) <= range.toMs && (lastMs[slot] ?? -Infinity) >= range.fromMs;
  }
}

function cut<T>(items: readonly T[], { limit = Infinity }: LabelQuery): Listed<T> {
  return { items: items.slice(0, limit), isCut: items.length > limit };
}
