import type { LabelSet } from "./model/label_set.ts";
import type { LabelMatcher } from "./model/matcher.ts";
import type { TimeRange } from "./model/series_source.ts";
import type { Exemplar } from "./intake/mod.ts";
import { compileMatcher } from "./promql/regex/mod.ts";

/** Examples of one series, as Prometheus' `/query_exemplars` shows them. */
export interface SeriesExemplars {
  readonly seriesLabels: LabelSet;
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
    /** Seconds since 1970. */
    readonly timestamp: number;
  }[];
}

const MOST_PER_SERIES = 20;
const MOST_SERIES = 10_000;

interface Entry {
  readonly labels: LabelSet;
  readonly list: Exemplar[];
}

/** Keeps the newest examples of each series; the series that had one longest ago goes first. */
export class ExemplarBook {
  readonly #entries = new Map<string, Entry>();

  /** Takes an example; one that was taken before changes nothing. */
  take(labels: LabelSet, exemplar: Exemplar): void {
    const known = this.#entries.get(labels.key);
    const last = known?.list.at(-1);
    // A bucket shows its last example on each scrape until there is another.
    if (last?.traceId === exemplar.traceId && last.value === exemplar.value) return;
    if (known !== undefined) this.#entries.delete(labels.key);
    else if (this.#entries.size >= MOST_SERIES) this.#dropOldest();
    const entry = known ?? { labels, list: [] };
    entry.list.push(exemplar);
    if (entry.list.length > MOST_PER_SERIES) entry.list.shift();
    this.#entries.set(labels.key, entry);
  }

  /** The examples of all series that match one of the selectors. */
  find(
    selectors: readonly (readonly LabelMatcher[])[],
    { fromMs, toMs }: TimeRange,
  ): SeriesExemplars[] {
    const tests = selectors.map((matchers) =>
      matchers.map((matcher) => [matcher.name, compileMatcher(matcher)] as const)
    );
    const found: SeriesExemplars[] = [];
    for (const { labels, list } of this.#entries.values()) {
      const isMeant = tests.some((all) => all.every(([name, test]) => test(labels.get(name))));
      const exemplars = list.filter(({ tsMs }) => tsMs >= fromMs && tsMs <= toMs).map(rendered);
      if (isMeant && exemplars.length > 0) found.push({ seriesLabels: labels, exemplars });
    }
    return found;
  }

  #dropOldest(): void {
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      return;
    }
  }
}

function rendered({ traceId, spanId, value, tsMs }: Exemplar) {
  const span = spanId === undefined ? {} : { span_id: spanId };
  return { labels: { trace_id: traceId, ...span }, value: String(value), timestamp: tsMs / 1_000 };
}
