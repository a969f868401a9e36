import type { SampleSink } from "../intake/mod.ts";
import type { LabelSet } from "../model/label_set.ts";
import type { VectorSample } from "../promql/mod.ts";

/** Writes the series of one rule, and ends those that it does not give any more. */
export class RuleSeries {
  readonly #sink: SampleSink;
  readonly #owner: string;
  #live = new Map<string, number>();

  /** Writes as `owner`. */
  constructor(sink: SampleSink, owner: string) {
    this.#sink = sink;
    this.#owner = owner;
  }

  /** Writes what there is at a time; what was there before and is not any more ends. */
  write(samples: readonly VectorSample[], timeMs: number): void {
    const live = new Map<string, number>();
    for (const { labels, value } of samples) {
      const ref = this.#append(labels, { timeMs, value });
      if (ref !== undefined) live.set(labels.key, ref);
      this.#live.delete(labels.key);
    }
    for (const ref of this.#live.values()) this.#sink.appendStale(ref, timeMs);
    this.#live = live;
  }

  #append(
    labels: LabelSet,
    { timeMs, value }: { readonly timeMs: number; readonly value: number },
  ): number | undefined {
    const known = this.#live.get(labels.key);
    if (known !== undefined && this.#sink.append(known, timeMs, value)) return known;
    const ref = this.#sink.refOf(labels, this.#owner, { rank: "platform" });
    if (ref !== undefined) this.#sink.append(ref, timeMs, value);
    return ref;
  }
}
