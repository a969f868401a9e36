import type { CanaryConfig } from "../judge/canary_config.ts";
import type { CanaryData } from "../judge/metric_data.ts";

/** Which points of which cohorts are wanted. */
export interface CohortWindow {
  readonly app: string;
  /** Server group whose points are the control. */
  readonly baseline: string;
  /** Server group whose points are the experiment. */
  readonly canary: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** A Prometheus of the user's own. */
  readonly prometheusUrl?: string;
}

/** Where the points of both cohorts come from. */
export interface MetricSource {
  /**
   * Points of every metric that could be had. One that could not is left out, and the judge never
   * passes what is missing. `problems` says why, in a sentence each.
   *
   * @throws {NetopsError} UNREACHABLE when the source does not answer at all.
   */
  read(config: CanaryConfig, window: CohortWindow): Promise<{
    readonly data: CanaryData;
    readonly problems: readonly string[];
    /** Metrics that neither cohort has any series of. */
    readonly absent?: readonly string[];
  }>;
}
