import type { Interval } from "./interval.ts";

/** One arm in figures. */
export interface ArmFigures {
  readonly requests: number;
  readonly failures: number;
  readonly medianMs?: number;
  /** What 95 of 100 requests do not pass. */
  readonly p95Ms?: number;
}

/** A difference, how much of it is allowed, and where its interval lies. */
export interface JudgedInterval extends Interval {
  /** The most by which the experiment may be worse; nothing is judged without it. */
  readonly tolerance?: number;
  /** `within` and `beyond` are said of the whole interval. */
  readonly lies?: "within" | "beyond" | "across";
}

/** What two arms came to beside one another. */
export interface ArmsComparison {
  /** `unknown` is no pass: it was not seen whether the arms are alike. */
  readonly verdict: "alike" | "worse" | "unknown";
  readonly reason: string;
  readonly control: ArmFigures;
  readonly experiment: ArmFigures;
  /** Of the shares of requests that failed, as ratios. */
  readonly failures?: JudgedInterval;
  /** Of latencies, in ms. */
  readonly latencyMs?: JudgedInterval;
}
