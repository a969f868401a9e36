/** How a metric is summed up, and so what a limit may name: `p(95)` and the like, `rate`, `count`, `value`. */
export type MetricKind = "trend" | "ratio" | "counter" | "value";

/** The metrics of a load that a threshold can be about; of scripts every metric of k6 besides. */
export const STREAM_METRICS = {
  startup_ms: "trend",
  start_failed: "ratio",
  start_failed_business: "ratio",
  exit_before_start: "ratio",
  play_failed: "ratio",
  stalled_ratio: "ratio",
  stalls_per_session: "value",
  starts: "counter",
  failovers: "counter",
  recovery_ms: "trend",
  average_bitrate_bps: "trend",
  request_failed: "ratio",
  request_ms: "trend",
  script_errors: "counter",
  dropped_iterations: "counter",
} as const satisfies Readonly<Record<string, MetricKind>>;

/** Tags that the metrics of requests take in braces: `request_ms{kind:segment}`. */
export const REQUEST_TAGS = ["kind", "service", "oca"] as const;

/** A limit on one number of a load. */
export interface LoadThreshold {
  /** Such as `startup_ms` or `http_req_duration{kind:segment}`. */
  readonly metric: string;
  /** In k6's grammar, such as `p(95)<1000`, `rate<0.01`, `count==0`, `value<0.01`. */
  readonly limit: string;
  /** Counts only when there is something to measure: a default on a metric that a script may not have. */
  readonly optional?: true;
}

/** A threshold, and what came of it. */
export interface ThresholdOutcome extends LoadThreshold {
  /** Null when there was nothing to measure: then it is not passed. */
  readonly actual: number | null;
  readonly passed: boolean;
}
