import { type LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { SeriesRank } from "../../model/series_rank.ts";
import type { Exemplar, FamilyFacts, SampleSink } from "../sinks.ts";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import type { CancelTimer, Clock, Timer } from "@netops/core";

/** What is needed to pass samples on. */
export interface ForwardedSamplesOptions {
  /** Where samples go all the same. */
  readonly sink: SampleSink;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly offer: (delivery: OtlpDelivery) => void;
  /** 10,000. */
  readonly intervalMs?: number;
}

interface LastSample {
  readonly labels: LabelSet;
  tsMs: number;
  value: number;
  /** Whether it was not passed on yet. */
  isNew: boolean;
}

const INTERVAL_MS = 10_000;
const MOST_PER_REQUEST = 2_000;
const MOST_SERIES = 50_000;
/** A series that was silent for this long is forgotten. */
const SILENT_MS = 300_000;

/**
 * Passes the last sample of every series on each 10 s, as OTLP gauges of the same name, beside the sink.
 *
 * A collector that names metrics as Prometheus does adds no end to them, since they have no unit; what was a
 * counter is a gauge there, whose `rate` is the same.
 */
export class ForwardedSamples implements SampleSink {
  readonly #options: ForwardedSamplesOptions;
  readonly #last = new Map<number, LastSample>();
  readonly #cancelTimer: CancelTimer;

  /** Begins with nothing to pass on. */
  constructor(options: ForwardedSamplesOptions) {
    this.#options = options;
    const intervalMs = options.intervalMs ?? INTERVAL_MS;
    this.#cancelTimer = options.timer.every(intervalMs, () => this.flush());
  }

  /** Asks the sink, and remembers what the number means. */
  refOf(
    labels: LabelSet,
    owner: string,
    options?: { readonly rank?: SeriesRank | undefined },
  ): number | undefined {
    const ref = this.#options.sink.refOf(labels, owner, options);
    const hasRoom = this.#last.size < MOST_SERIES;
    if (ref !== undefined && hasRoom) {
      this.#last.set(ref, { labels, tsMs: 0, value: NaN, isNew: false });
    }
    return ref;
  }

  /** Gives the sample to the sink and keeps it. */
  append(ref: number, tsMs: number, value: number): boolean {
    const last = this.#last.get(ref);
    if (last !== undefined) {
      last.tsMs = tsMs;
      last.value = value;
      last.isNew = true;
    }
    return this.#options.sink.append(ref, tsMs, value);
  }

  /** Asks the sink. */
  isUnwritten(ref: number): boolean {
    return this.#options.sink.isUnwritten?.(ref) ?? false;
  }

  /** Gives the end to the sink and passes the series on no more. */
  appendStale(ref: number, tsMs: number): void {
    this.#last.delete(ref);
    this.#options.sink.appendStale(ref, tsMs);
  }

  /** Gives the example to the sink. */
  exemplar(ref: number, exemplar: Exemplar): void {
    this.#options.sink.exemplar?.(ref, exemplar);
  }

  /** Gives what is said to the sink. */
  describe(family: string, facts: FamilyFacts): void {
    this.#options.sink.describe?.(family, facts);
  }

  /** Ends a delivery of the sink. */
  commit(): void {
    this.#options.sink.commit?.();
  }

  /** Whether the sink is full. */
  isFull(): boolean {
    return this.#options.sink.isFull?.() ?? false;
  }

  /** Offers all samples that came since the last time. */
  flush(): void {
    const nowMs = this.#options.clock.nowMs();
    let batch: LastSample[] = [];
    for (const [ref, last] of this.#last) {
      if (last.isNew) batch.push(last);
      else if (nowMs - last.tsMs > SILENT_MS) this.#last.delete(ref);
      last.isNew = false;
      if (batch.length < MOST_PER_REQUEST) continue;
      this.#offer(batch);
      batch = [];
    }
    if (batch.length > 0) this.#offer(batch);
  }

  /** Passes on no more. */
  close(): void {
    this.#cancelTimer();
  }

  #offer(batch: readonly LastSample[]): void {
    const body = new TextEncoder().encode(JSON.stringify(gaugesOf(batch)));
    this.#options.offer({
      ...{ signal: "metrics", contentType: "application/json", contentEncoding: "", body },
    });
  }
}

/** Writes samples as the body of `POST /v1/metrics`, by who they are of. */
function gaugesOf(batch: readonly LastSample[]): unknown {
  const byReporter = Map.groupBy(
    batch,
    ({ labels }) =>
      JSON.stringify([labels.get("app") || labels.get("job"), labels.get("instance")]),
  );
  return {
    resourceMetrics: [...byReporter].map(([key, samples]) => {
      const [service, instance] = JSON.parse(key) as [string, string];
      const byName = Map.groupBy(samples, ({ labels }) => labels.get(METRIC_NAME));
      return {
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: service } },
            { key: "service.instance.id", value: { stringValue: instance } },
          ],
        },
        scopeMetrics: [{
          scope: { name: "netops.scrape" },
          metrics: [...byName].map(([name, points]) => ({
            name,
            gauge: { dataPoints: points.map(pointOf) },
          })),
        }],
      };
    }),
  };
}

function pointOf({ labels, tsMs, value }: LastSample): unknown {
  const attributes = [...labels.entries()]
    .filter(([name]) => name !== METRIC_NAME && name !== "instance" && name !== "job")
    .map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const asDouble = Number.isFinite(value) ? value : String(value);
  return { attributes, timeUnixNano: `${Math.round(tsMs)}000000`, asDouble };
}
