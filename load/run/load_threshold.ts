/** The metrics of a load that a threshold can be about; of scripts every metric of k6 besides. */
export const STREAM_METRICS = [
  "startup_ms",
  "start_failed",
  "start_failed_business",
  "exit_before_start",
  "stalled_ratio",
  "stalls_per_session",
  "starts",
  "failovers",
  "recovery_ms",
  "average_bitrate_bps",
  "request_failed",
  "script_errors",
  "dropped_iterations",
] as const;

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
