import type { PromSample } from "./prom_text.ts";

/** What one process counted since it started, read at one moment. */
export interface Scrape {
  /** Who was asked: an instance id. */
  readonly source: string;
  /** Monotonic time of the answer, in ms. */
  readonly atMs: number;
  readonly samples: readonly PromSample[];
}

/** What happened to the calls of one app between two scrapes. */
export interface CallIncrease {
  readonly calls: number;
  readonly errors: number;
  /** Upper bound in seconds → calls at or below it (cumulative, as Prometheus counts). */
  readonly buckets: ReadonlyMap<number, number>;
}

/** The series that every caller exports per attempt (design: upstream series). */
export const CALL_SERIES = "upstream_request_duration_seconds";

/** The names that {@linkcode increaseBetween} reads. */
export const CALL_SAMPLE_NAMES: ReadonlySet<string> = new Set([
  `${CALL_SERIES}_count`,
  `${CALL_SERIES}_bucket`,
]);

/**
 * Counts the calls per called app between two scrapes of one process.
 *
 * A counter that went down has started anew, so its whole value is the increase. A call is an error
 * when its code is no HTTP status below 500: 5xx, or a word for a call without an answer.
 */
export function increaseBetween(older: Scrape, newer: Scrape): Map<string, CallIncrease> {
  const before = new Map(older.samples.map((sample) => [seriesKey(sample), sample.value]));
  const apps = new Map<string, { calls: number; errors: number; buckets: Map<number, number> }>();
  for (const sample of newer.samples) {
    const app = sample.labels["upstream_app"];
    if (app === undefined) continue;
    const was = before.get(seriesKey(sample)) ?? 0;
    const increase = sample.value >= was ? sample.value - was : sample.value;
    let row = apps.get(app);
    if (row === undefined) apps.set(app, row = { calls: 0, errors: 0, buckets: new Map() });
    if (sample.name.endsWith("_count")) {
      row.calls += increase;
      if (!/^[1-4]\d\d$/.test(sample.labels["code"] ?? "")) row.errors += increase;
    } else {
      const boundS = boundOf(sample);
      row.buckets.set(boundS, (row.buckets.get(boundS) ?? 0) + increase);
    }
  }
  return apps;
}

/** A quantile read from buckets; with `atLeast` it lies beyond the last finite bound. */
export interface Quantile {
  readonly valueMs: number;
  readonly atLeast: boolean;
}

/**
 * Estimates the q-quantile of cumulative buckets: the rank q·N lies in the first bucket that reaches
 * it, linear inside that bucket; undefined without calls. q in (0, 1].
 *
 * Source: Prometheus histogram_quantile().
 */
export function quantileOf(q: number, buckets: ReadonlyMap<number, number>): Quantile | undefined {
  const bounds = [...buckets.keys()].sort((left, right) => left - right);
  const last = bounds.at(-1);
  const total = last === undefined ? 0 : buckets.get(last) ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  let lowerS = 0;
  let below = 0;
  for (const boundS of bounds) {
    const count = buckets.get(boundS) ?? 0;
    if (count >= rank && boundS !== Infinity) {
      const share = count > below ? (rank - below) / (count - below) : 1;
      return { valueMs: (lowerS + (boundS - lowerS) * share) * 1000, atLeast: false };
    }
    if (boundS !== Infinity) [lowerS, below] = [boundS, count];
  }
  return { valueMs: lowerS * 1000, atLeast: true };
}

function seriesKey(sample: PromSample): string {
  const names = Object.keys(sample.labels).sort();
  return `${sample.name}|${names.map((name) => `${name}=${sample.labels[name]}`).join("|")}`;
}

function boundOf(sample: PromSample): number {
  const text = sample.labels["le"] ?? "+Inf";
  return text === "+Inf" ? Infinity : Number(text);
}
