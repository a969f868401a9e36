import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { DropCounter, SampleSink } from "../sinks.ts";
import { baseLabels, MetricFamily, pointLabels, type PointSeries } from "./metric_family.ts";
import {
  nanosToMs,
  type OtlpAttributes,
  type OtlpExemplar,
  type OtlpGroup,
  type OtlpMetric,
  type OtlpPoint,
} from "./otlp_tree.ts";
import { type Reporter, reporterOf } from "./reporter.ts";

/** How many points were taken, and why others were not. */
export interface WrittenMetrics {
  readonly rejected: number;
  /** The first reason; empty without one. */
  readonly reason: string;
}

/** What a writer is made of. */
export interface MetricWriterOptions {
  readonly sink: SampleSink;
  readonly onDrop: DropCounter;
  /** Series that are remembered; beyond that all are forgotten. 100,000. */
  readonly mostSeries?: number;
  /** Bounds of one histogram; 200. */
  readonly mostBounds?: number;
}

interface Tally {
  readonly reasons: Map<string, number>;
  lastMs: number;
}

const MOST_SERIES = 100_000;
const MOST_BOUNDS = 200;
const MOST_AHEAD_MS = 600_000;
const NO_VALUE = 1;
const DELTA = 1;
const CUMULATIVE = 2;

/**
 * Writes OTLP metrics as series, as Prometheus does: a histogram becomes buckets, a sum and a count.
 *
 * Deltas are added up here as long as their series are remembered; a forgotten one begins at 0 again,
 * which `rate` reads as a restart. An exponential histogram gives its sum and count only, and is counted.
 */
export class MetricWriter {
  readonly #options: MetricWriterOptions;
  #families = new Map<string, MetricFamily>();
  #infos = new Map<string, { ref: number | undefined; lastMs: number }>();
  #series = 0;

  /** Begins without any series. */
  constructor(options: MetricWriterOptions) {
    this.#options = options;
  }

  /** Writes all points; those that cannot be written are counted by reason. */
  write(groups: readonly OtlpGroup<OtlpMetric>[], nowMs: number): WrittenMetrics {
    const tally: Tally = { reasons: new Map(), lastMs: 0 };
    for (const { resource, items } of groups) {
      const reporter = reporterOf(resource);
      const who = JSON.stringify(resource);
      tally.lastMs = 0;
      for (const metric of items) {
        this.#writeMetric(metric, this.#familyOf(metric, reporter, who), { tally, nowMs });
      }
      if (tally.lastMs > 0) this.#writeInfo(reporter, who, tally.lastMs);
    }
    return this.#close(tally.reasons);
  }

  #writeMetric(
    metric: OtlpMetric,
    family: MetricFamily,
    { tally, nowMs }: { readonly tally: Tally; readonly nowMs: number },
  ): void {
    for (const point of metric.points) {
      const tsMs = Math.floor(nanosToMs(point.timeNanos)) || nowMs;
      const problem = this.#problemOf(metric, point, tsMs - nowMs) ??
        this.#writePoint(family, { metric, point, tsMs });
      if (problem === undefined) tally.lastMs = Math.max(tally.lastMs, tsMs);
      else tally.reasons.set(problem, (tally.reasons.get(problem) ?? 0) + 1);
    }
  }

  #close(reasons: ReadonlyMap<string, number>): WrittenMetrics {
    let rejected = 0;
    for (const [reason, count] of reasons) {
      this.#options.onDrop("samples", reason, count);
      rejected += count;
    }
    const [reason = ""] = reasons.keys();
    return { rejected, reason };
  }

  #familyOf(metric: OtlpMetric, reporter: Reporter, who: string): MetricFamily {
    const { kind, isMonotonic, name, unit } = metric;
    const key = `${who}\u0001${name}\u0001${unit}\u0001${kind}\u0001${isMonotonic}`;
    let family = this.#families.get(key);
    if (family !== undefined) return family;
    if (this.#families.size >= (this.#options.mostSeries ?? MOST_SERIES)) this.#forget();
    this.#families.set(key, family = new MetricFamily(metric, reporter));
    this.#options.sink.describe?.(family.name, {
      ...{
        type: typeOf(metric),
        help: metric.description.slice(0, 1_024),
        unit: unit.slice(0, 64),
      },
    });
    return family;
  }

  #problemOf(metric: OtlpMetric, point: OtlpPoint, aheadMs: number): string | undefined {
    const { kind, temporality } = metric;
    if (kind === "none" || metric.name === "") return "no_metric";
    if (aheadMs > MOST_AHEAD_MS) return "too_far_ahead";
    const { bounds, bucketCounts } = point;
    if (bounds.length > (this.#options.mostBounds ?? MOST_BOUNDS)) return "too_many_buckets";
    const isCut = bucketCounts.length !== 0 && bucketCounts.length !== bounds.length + 1;
    if (kind === "histogram" && (isCut || !isAscending(bounds))) return "bad_buckets";
    if (point.quantiles.length > MOST_BOUNDS) return "too_many_quantiles";
    if (kind === "gauge" || kind === "summary") return undefined;
    return temporality === DELTA || temporality === CUMULATIVE ? undefined : "no_temporality";
  }

  #writePoint(
    family: MetricFamily,
    { metric, point, tsMs }: { metric: OtlpMetric; point: OtlpPoint; tsMs: number },
  ): string | undefined {
    const { sink, onDrop } = this.#options;
    const { series, isNew } = family.seriesOf(point, sink);
    if (isNew) this.#remember(series.refs.length);
    if ((point.flags & NO_VALUE) !== 0) {
      for (const ref of series.refs) if (ref !== undefined) sink.appendStale(ref, tsMs);
      return undefined;
    }
    if (metric.kind === "exponential") onDrop("samples", "exponential_buckets", 1);
    const values = valuesOf(metric.kind, point);
    if (metric.temporality === DELTA && metric.kind !== "gauge" && metric.kind !== "summary") {
      addUp(series, values);
    }
    const isTaken = this.#append(family, series, { values, tsMs });
    for (const exemplar of point.exemplars) this.#example(metric.kind, series, { point, exemplar });
    return isTaken ? undefined : "series_refused";
  }

  #append(
    family: MetricFamily,
    series: PointSeries,
    { values, tsMs }: { values: readonly number[]; tsMs: number },
  ): boolean {
    const { sink } = this.#options;
    let taken = 0;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? NaN;
      if (family.isHistogram && value !== value) continue;
      const ref = series.refs[at];
      if (ref !== undefined && sink.append(ref, tsMs, value)) taken++;
      else {
        const labels = series.labels[at] ?? LabelSet.EMPTY;
        const anew = series.refs[at] = sink.refOf(labels, family.owner);
        if (anew !== undefined && sink.append(anew, tsMs, value)) taken++;
      }
    }
    return taken > 0;
  }

  #example(
    kind: OtlpMetric["kind"],
    series: PointSeries,
    { point, exemplar }: { point: OtlpPoint; exemplar: OtlpExemplar },
  ): void {
    const { traceId, spanId, value, timeNanos } = exemplar;
    const bucket = point.bounds.findIndex((bound) => value <= bound);
    const at = kind !== "histogram" ? 0 : 2 + (bucket < 0 ? point.bounds.length : bucket);
    const ref = series.refs[at];
    if (ref === undefined || traceId === "") return;
    this.#options.sink.exemplar?.(ref, {
      ...{ traceId, value, tsMs: Math.floor(nanosToMs(timeNanos || point.timeNanos)) },
      ...(spanId === "" ? {} : { spanId }),
    });
  }

  /** Writes `target_info`: everything that is known of a resource, once for each time. */
  #writeInfo(reporter: Reporter, who: string, tsMs: number): void {
    if (reporter.rest.length === 0) return;
    const { sink } = this.#options;
    let info = this.#infos.get(who);
    if (info === undefined) {
      if (this.#infos.size >= 1_000) this.#infos.clear();
      this.#infos.set(who, info = { ref: sink.refOf(infoLabels(reporter), "otlp"), lastMs: 0 });
    }
    if (info.ref === undefined || tsMs <= info.lastMs) return;
    info.lastMs = tsMs;
    if (sink.append(info.ref, tsMs, 1)) return;
    info.ref = sink.refOf(infoLabels(reporter), "otlp");
    if (info.ref !== undefined) sink.append(info.ref, tsMs, 1);
  }

  #remember(count: number): void {
    this.#series += count;
    if (this.#series > (this.#options.mostSeries ?? MOST_SERIES)) this.#forget();
  }

  #forget(): void {
    this.#families.clear();
    this.#series = 0;
  }
}

/** The numbers of a point, in the order of {@linkcode PointSeries}. */
function valuesOf(kind: OtlpMetric["kind"], point: OtlpPoint): number[] {
  if (kind === "gauge" || kind === "sum") return [point.value];
  const { count, sum, bucketCounts, bounds, quantiles } = point;
  if (kind !== "histogram") return [count, sum, ...quantiles.map(([, value]) => value)];
  let total = 0;
  const buckets = bucketCounts.map((each) => total += each);
  // Without counts only the whole is known; NaN is not written.
  return [count, sum, ...(buckets.length > 0 ? buckets : [...bounds.map(() => NaN), count])];
}

function addUp(series: PointSeries, values: number[]): void {
  for (let at = 0; at < values.length; at++) {
    values[at] = series.sums[at] = (series.sums[at] ?? 0) + (values[at] ?? 0);
  }
}

function infoLabels(reporter: Reporter): LabelSet {
  const { app, job, instance } = baseLabels(reporter);
  const rest: OtlpAttributes = reporter.rest;
  return LabelSet.of({
    ...pointLabels(rest),
    ...{ app: app ?? "", job: job ?? "", instance: instance ?? "", [METRIC_NAME]: "target_info" },
  });
}

function typeOf({ kind, isMonotonic }: OtlpMetric): string {
  if (kind === "sum") return isMonotonic ? "counter" : "gauge";
  return kind === "none" ? "unknown" : kind === "exponential" ? "histogram" : kind;
}

function isAscending(bounds: readonly number[]): boolean {
  return bounds.every((bound, at) => bound > (bounds[at - 1] ?? -Infinity) && bound < Infinity);
}
