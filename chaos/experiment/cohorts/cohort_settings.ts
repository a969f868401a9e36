import { type CohortTerms } from "@netops/core/contracts";
import { parseDurationMs } from "@netops/core";
import { isMap, isNumeric, memberOf, numberOf, type Value } from "../python/value.ts";

/** What `netops.cohorts` of an experiment says, with defaults. */
export interface CohortSettings extends Pick<CohortTerms, "share" | "by"> {
  /** Fewest requests in each arm of which anything is said. */
  readonly leastRequests: number;
  /** The most by which the share of failures may be larger in the experiment, as a ratio. */
  readonly failures: number;
  /** The same of the latency, in ms; it is only told when left out. */
  readonly latencyMs?: number;
}

/** Arms, by what and how much they may differ; undefined without them. The experiment was looked over before. */
export function cohortSettings(experiment: Value): CohortSettings | undefined {
  const given = memberOf(memberOf(experiment, "netops"), "cohorts");
  if (!isMap(given)) return undefined;
  const tolerance = memberOf(given, "tolerance");
  const latency = memberOf(tolerance, "latency");
  return {
    share: numberAt(given, "percent", 10) / 100,
    by: given["by"] === "request" ? "request" : "account",
    leastRequests: numberAt(given, "least", 100),
    failures: numberAt(tolerance, "failures", 0),
    ...(typeof latency === "string" ? { latencyMs: parseDurationMs(latency) } : {}),
  };
}

function numberAt(holder: Value | undefined, key: string, otherwise: number): number {
  const value = memberOf(holder, key);
  return isNumeric(value) ? numberOf(value) : otherwise;
}
