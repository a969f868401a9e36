import { formatMs, formatRatio } from "../view/format.ts";
import type { ReportFile } from "./load_schema.ts";
import type { LimitRow } from "./load_values.ts";

type Unit = "ms" | "ratio" | "number";

const METRICS: Readonly<Record<string, readonly [string, Unit]>> = {
  startup_ms: ["startup", "ms"],
  start_failed: ["start failures", "ratio"],
  start_failed_business: ["starts refused by a rule of the business", "ratio"],
  exit_before_start: ["viewers who left before a picture", "ratio"],
  play_failed: ["plays that broke off", "ratio"],
  stalled_ratio: ["share of time stalled", "ratio"],
  stalls_per_session: ["stalls per session", "number"],
  recovery_ms: ["recovery after a failover", "ms"],
  average_bitrate_bps: ["average bitrate (bit/s)", "number"],
  request_failed: ["failed requests", "ratio"],
  request_ms: ["time of a request", "ms"],
  script_errors: ["errors of the script", "number"],
  dropped_iterations: ["sessions that were never begun", "number"],
};
const SIGNS: Readonly<Record<string, string>> = {
  ...{ "<": "below", "<=": "at most", ">": "above", ">=": "at least" },
  ...{ "==": "exactly", "===": "exactly", "!=": "anything but" },
};
const LIMIT = /^\s*([a-z]+(?:\([\d.]+\))?)\s*(<=|>=|===?|!=|<|>)\s*(-?[\d.]+)\s*$/;

/** Tells a threshold and what came of it in words; a limit in no known form as it was written. */
export function limitRow(
  { metric, limit, actual, passed }: ReportFile["thresholds"][number],
): LimitRow {
  const [, base = metric, tags = ""] = /^(\w+)\{(.*)\}$/.exec(metric) ?? [];
  const [words, known] = METRICS[base] ?? [base];
  const [, aggregate = "", sign = "", bound = ""] = LIMIT.exec(limit) ?? [];
  const unit = aggregate === "count" ? "number" : known ?? unitOf(base, aggregate);
  const which = /^(count|rate|value|)$/.test(aggregate)
    ? ""
    : `, ${aggregate.replace(/[()]/g, "")}`;
  return {
    name: `${words}${tags === "" ? "" : ` (${tags})`}${which}`,
    limit: sign === "" ? limit : `${SIGNS[sign]} ${valueWords(Number(bound), unit)}`,
    actual: actual === null ? "not measured" : valueWords(actual, unit),
    standing: passed ? "passed" : actual === null ? "unknown" : "failed",
    written: `${metric} ${limit}`,
  };
}

/** Metrics of k6: a rate of failures or checks is a share, what is called so is a time. */
function unitOf(metric: string, aggregate: string): Unit {
  if (aggregate === "rate" && /^(http_req_failed|checks)/.test(metric)) return "ratio";
  return /_duration$|^http_req_(?!failed)/.test(metric) && aggregate !== "rate" ? "ms" : "number";
}

function valueWords(value: number, unit: Unit): string {
  if (unit === "ms") return formatMs(value);
  return unit === "ratio" ? formatRatio(value) : String(Number(value.toPrecision(4)));
}
