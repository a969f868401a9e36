import type { LabelSet } from "../../model/label_set.ts";
import type { LabelMatcher } from "../../model/matcher.ts";
import { writeStale } from "../../model/samples.ts";
import type { SelectedSeries, SeriesSource, TimeRange } from "../../model/series_source.ts";
import { compareLabels } from "../evaluate/order.ts";
import { compileMatcher } from "../regex/mod.ts";

/** A sample to keep: a number, or the mark that the series ended. */
export interface NewSample {
  readonly timeMs: number;
  readonly value: number | "stale";
}

interface Kept {
  readonly labels: LabelSet;
  readonly samples: Map<number, NewSample["value"]>;
}

/** Series in memory, for tests: simple, not fast. */
export class MemorySource implements SeriesSource {
  readonly #series = new Map<string, Kept>();
  #selected = new Map<string, SelectedSeries>();

  /** Adds samples; a later one of the same time counts. */
  append(labels: LabelSet, samples: Iterable<NewSample>): void {
    const kept = this.#series.get(labels.key) ?? { labels, samples: new Map() };
    this.#series.set(labels.key, kept);
    for (const { timeMs, value } of samples) kept.samples.set(timeMs, value);
    this.#selected.delete(labels.key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#series.clear();
    this.#selected.clear();
  }

  *select(matchers: readonly LabelMatcher[], range: TimeRange): Iterable<SelectedSeries> {
    const tests = matchers.map((matcher) => ({ matcher, test: compileMatcher(matcher) }));
    const found = [...this.#series.values()].filter(({ labels }) =>
      tests.every(({ matcher, test }) => test(labels.get(matcher.name)))
    );
    for (const kept of found.sort((one, other) => compareLabels(one.labels, other.labels))) {
      const { labels, samples } = this.#columns(kept);
      const { timestampsMs } = samples;
      const from = firstAtLeast(timestampsMs, range.fromMs);
      const to = firstAtLeast(timestampsMs, range.toMs + 1);
      if (from === to) continue;
      yield {
        labels,
        samples: {
          length: to - from,
          timestampsMs: timestampsMs.subarray(from, to),
          values: samples.values.subarray(from, to),
        },
      };
    }
  }

  #columns({ labels, samples }: Kept): SelectedSeries {
    const known = this.#selected.get(labels.key);
    if (known !== undefined) return known;
    const pairs = [...samples].sort(([one], [other]) => one - other);
    const timestampsMs = Float64Array.from(pairs, ([timeMs]) => timeMs);
    const values = new Float64Array(pairs.length);
    pairs.forEach(([, value], index) => {
      if (value === "stale") writeStale(values, index);
      else values[index] = value;
    });
    const columns = { labels, samples: { length: pairs.length, timestampsMs, values } };
    this.#selected.set(labels.key, columns);
    return columns;
  }
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
