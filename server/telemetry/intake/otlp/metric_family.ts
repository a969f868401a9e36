import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { SampleSink } from "../sinks.ts";
import type { OtlpAttributes, OtlpMetric, OtlpPoint } from "./otlp_tree.ts";
import { prometheusLabel, prometheusName } from "./prometheus_names.ts";
import { plainText, type Reporter } from "./reporter.ts";

/** Attributes of a resource that stand on every series, and the labels that they become. */
const PROMOTED: ReadonlyMap<string, string> = new Map([
  ...[["cluster", "cluster"], ["server_group", "server_group"]] as const,
  ...[["zone", "zone"], ["cloud.availability_zone", "zone"]] as const,
  ...[["region", "region"], ["cloud.region", "region"]] as const,
]);

/** What a point is written to, and what a delta has added up to. */
export interface PointSeries {
  /** The numbers of a point in its order; undefined where the series was refused. */
  readonly refs: (number | undefined)[];
  readonly labels: readonly LabelSet[];
  /** Sums of deltas, in the same order. */
  readonly sums: Float64Array;
}

/** The series of one metric of one reporter. */
export class MetricFamily {
  readonly name: string;
  readonly owner: string;
  readonly #base: Readonly<Record<string, string>>;
  readonly #kind: OtlpMetric["kind"];
  readonly #points = new Map<string, PointSeries>();

  /** Names a family after its metric. */
  constructor(metric: OtlpMetric, reporter: Reporter) {
    this.name = prometheusName(metric);
    this.owner = `otlp/${reporter.job}/${reporter.instance}`;
    this.#base = baseLabels(reporter);
    this.#kind = metric.kind;
  }

  /** Whether NaN means that there is no such number, not that it is none. */
  get isHistogram(): boolean {
    return this.#kind === "histogram" || this.#kind === "exponential";
  }

  /** The series of a point; `isNew` when nobody asked for them before. */
  seriesOf(point: OtlpPoint, sink: SampleSink): { series: PointSeries; isNew: boolean } {
    const key = keyOf(point);
    const known = this.#points.get(key);
    if (known !== undefined) return { series: known, isNew: false };
    const labels = this.#labelsOf(point);
    const series = {
      refs: labels.map((each) => sink.refOf(each, this.owner)),
      ...{ labels, sums: new Float64Array(labels.length) },
    };
    this.#points.set(key, series);
    return { series, isNew: true };
  }

  #labelsOf(point: OtlpPoint): LabelSet[] {
    const own = pointLabels(point.attributes);
    const make = (suffix: string, extra: Readonly<Record<string, string>> = {}) =>
      LabelSet.of({
        ...{ ...this.#base, ...own, job: this.#base["job"] ?? "" },
        ...(this.#base["instance"] === "" ? {} : { instance: this.#base["instance"] ?? "" }),
        ...{ ...extra, [METRIC_NAME]: `${this.name}${suffix}` },
      });
    if (this.#kind === "gauge" || this.#kind === "sum") return [make("")];
    const totals = [make("_count"), make("_sum")];
    const parts = this.#kind === "histogram"
      ? [...point.bounds, Infinity].map((bound) => make("_bucket", { le: boundText(bound) }))
      : point.quantiles.map(([quantile]) => make("", { quantile: String(quantile) }));
    return this.#kind === "exponential" ? totals : [...totals, ...parts];
  }
}

/** The labels that tell who reported. */
export function baseLabels(reporter: Reporter): Record<string, string> {
  const labels: Record<string, string> = {
    app: reporter.service,
    job: reporter.job,
    instance: reporter.instance,
  };
  for (const [key, value] of reporter.rest) {
    const label = PROMOTED.get(key);
    if (label !== undefined) labels[label] = plainText(value);
  }
  return labels;
}

/** Labels of attributes; those that become one label are joined by ";", as Prometheus does. */
export function pointLabels(attributes: OtlpAttributes): Record<string, string> {
  const labels = new Map<string, string>();
  for (const [key, value] of attributes) {
    const name = prometheusLabel(key);
    const known = labels.get(name);
    labels.set(name, known === undefined ? plainText(value) : `${known};${plainText(value)}`);
  }
  return Object.fromEntries(labels);
}

function boundText(bound: number): string {
  return bound === Infinity ? "+Inf" : String(bound);
}

/** Equal for points of the same series. */
function keyOf({ attributes, bounds, quantiles }: OtlpPoint): string {
  let key = "";
  for (const [name, value] of attributes) {
    key += `${name}\u0001${typeof value === "string" ? value : plainText(value)}\u0002`;
  }
  if (bounds.length > 0) key += `\u0003${bounds.join()}`;
  if (quantiles.length > 0) key += `\u0003${quantiles.map(([quantile]) => quantile).join()}`;
  return key;
}
