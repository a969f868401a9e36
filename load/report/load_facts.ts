import type { FindMetric } from "../judge/evaluate_thresholds.ts";
import type { LoadError, LoadReport, LoadSecond, LoadStep, OcaShare } from "./load_report.ts";

/** What was counted in a load, before anybody judged it. */
export interface LoadFacts {
  readonly unit: LoadReport["unit"];
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Arrivals that the schedule asked for until the end; null when there is no schedule. */
  readonly scheduled: number | null;
  /** Sessions or iterations that began. */
  readonly begun: number;
  readonly dropped: number;
  /**
   * Sessions that began and of whose end nothing came: their stalls, played time and requests are not in the numbers.
   * Left out where iterations are counted: k6 tells of those that ended only.
   */
  readonly unended?: number;
  readonly scriptErrors: number;
  /** The first exception's words. */
  readonly firstScriptError: string | undefined;
  readonly numbers: Pick<
    LoadReport,
    | "spsAttempted"
    | "spsAchieved"
    | "starts"
    | "startupMs"
    | "startFailureRatio"
    | "playFailureRatio"
    | "exitBeforeStartRatio"
    | "stalledRatio"
    | "stallsPerSession"
    | "averageBitrateBps"
    | "switches"
    | "failovers"
    | "recoveryMs"
    | "shareByOcaRank"
  >;
  readonly seconds: readonly LoadSecond[];
  readonly ocas: readonly OcaShare[];
  readonly errors: readonly LoadError[];
  readonly steps: readonly LoadStep[];
  /** How much later than scheduled sessions began. */
  readonly lateMs: readonly number[];
  readonly runningMax: number;
  readonly find: FindMetric;
}
