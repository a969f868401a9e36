/** What a metric came to; the words are Kayenta's. */
export type Classification = "Pass" | "High" | "Low" | "Nodata" | "NodataFailMetric" | "Error";

/** What decided on a metric. */
export type MetricRule =
  | "identical"
  | "rank-test"
  | "share-of-non-zero"
  | "location-of-non-zero"
  | "rate-test"
  | "paired-test"
  | "allowed-change"
  | "missing-data"
  | "too-few-samples"
  | "too-persistent"
  | "no-interval"
  | "bad-data";

/** What it would take to judge a metric that could not be judged. */
export interface SampleNeed {
  /** Of the side that has fewer. */
  readonly had: number;
  readonly needed: number;
  readonly unit: "samples" | "requests";
  /** How long to bake for that many. */
  readonly bakeMs?: number;
}

/** What a judge says of one metric, and why. */
export interface MetricResult {
  readonly name: string;
  readonly classification: Classification;
  /** Whether this alone fails the canary. */
  readonly critical: boolean;
  readonly muted: boolean;
  readonly groups: readonly string[];
  /** The shift experiment − control, a difference of shares or of rates; null when there is none. */
  readonly estimate: number | null;
  /** Null for each end that there is none of. */
  readonly ci: readonly [number | null, number | null];
  /** How large the change is by the measure of the settings; null when that cannot be said. */
  readonly effect: number | null;
  readonly reason: string;
  readonly rule: MetricRule;
  /** Points that were looked at. */
  readonly samples: { readonly control: number; readonly experiment: number };
  /** How probable such a change is by chance, in the directions that count. */
  readonly p?: number;
  /** The level that p is held against: the share of this metric in the false fails allowed. */
  readonly alpha?: number;
  /** Autocorrelation at lag 1. */
  readonly rho?: number;
  /** Independent samples that the smaller side is worth. */
  readonly nEff?: number;
  readonly need?: SampleNeed;
}
