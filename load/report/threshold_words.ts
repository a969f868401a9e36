import { parseLimit } from "../judge/metric_summary.ts";
import type { LoadThreshold, ThresholdOutcome } from "../run/load_threshold.ts";
import {
  bitrateWords,
  countWords,
  NOT_MEASURED,
  rateWords,
  ratioWords,
  timeWords,
} from "./load_words.ts";

type Unit = "ms" | "ratio" | "bitsPerSecond" | "count" | "perSecond" | "number";

const METRICS: Readonly<Record<string, readonly [string, Unit]>> = {
  startup_ms: ["startup", "ms"],
  start_failed: ["start failures", "ratio"],
  start_failed_business: ["starts refused by a rule of the business", "ratio"],
  exit_before_start: ["viewers who left before a picture", "ratio"],
  play_failed: ["plays that broke off", "ratio"],
  stalled_ratio: ["share of time stalled", "ratio"],
  stalls_per_session: ["stalls per session", "number"],
  starts: ["starts", "count"],
  failovers: ["failovers", "count"],
  recovery_ms: ["recovery after a failover", "ms"],
  average_bitrate_bps: ["average bitrate", "bitsPerSecond"],
  request_failed: ["failed requests", "ratio"],
  request_ms: ["time of a request", "ms"],
  script_errors: ["errors of the script", "count"],
  dropped_iterations: ["sessions that were never begun", "count"],
};
const SIGNS: Readonly<Record<string, string>> = {
  ...{ "<": "below", "<=": "at most", ">": "above", ">=": "at least" },
  ...{ "==": "exactly", "!=": "anything but" },
};
/** Metrics of k6 whose rate is a share, and those that are times. */
const RATES = /^(http_req_failed|checks)/;
const TIMES = /^(http_req_(?!failed)|iteration_duration|group_duration|grpc_req_duration)/;
const AGGREGATES: Readonly<Record<string, string>> = {
  ...{ avg: "mean", med: "median", min: "least", max: "most", count: "", rate: "", value: "" },
};

/** What a threshold measures and where its limit is, in words; as it was written when it is in no known form. */
export function thresholdWords(
  { metric, limit }: LoadThreshold,
): { readonly name: string; readonly limit: string } {
  const metricName = nameOf(metric);
  const parsed = parseLimit(limit);
  if (parsed === undefined) return { name: metricName, limit };
  const { aggregate, operator, bound } = parsed;
  const which = AGGREGATES[aggregate] ?? aggregate.replace(/[()]/g, "");
  return {
    name: which === "" ? metricName : `${metricName}, ${which}`,
    limit: `${SIGNS[operator]} ${valueWords(bound, unitOf(metric, aggregate))}`,
  };
}

/** Crossed ones before those that nothing is known of, before those that were kept; each in their order. */
export function worstFirst(thresholds: readonly ThresholdOutcome[]): readonly ThresholdOutcome[] {
  const rank = ({ passed, actual }: ThresholdOutcome) => passed ? 2 : actual === null ? 1 : 0;
  return thresholds.toSorted((one, other) => rank(one) - rank(other));
}

/** What was measured for a threshold, in its unit. */
export function actualWords({ metric, limit, actual }: ThresholdOutcome): string {
  if (actual === null) return NOT_MEASURED;
  return valueWords(actual, unitOf(metric, parseLimit(limit)?.aggregate ?? ""));
}

/** The limit in ms that a load set on a quantile of its startup, to be drawn; undefined without one. */
export function startupLimit(
  thresholds: readonly LoadThreshold[],
): { readonly quantile: string; readonly limitMs: number } | undefined {
  for (const { metric, limit } of thresholds) {
    const { aggregate = "", operator = "", bound = 0 } = parseLimit(limit) ?? {};
    const quantile = /^p\((50|95|99)\)$/.exec(aggregate)?.[1];
    if (metric !== "startup_ms" || quantile === undefined || !operator.startsWith("<")) continue;
    return { quantile: `p${quantile}`, limitMs: bound };
  }
  return undefined;
}

/** Tags stand behind the name: `failed requests (kind:segment)`. */
function nameOf(metric: string): string {
  const [, base = metric, tags = ""] = /^(\w+)\{(.*)\}$/.exec(metric) ?? [];
  const words = METRICS[base]?.[0];
  if (words === undefined) return metric;
  return tags === "" ? words : `${words} (${tags})`;
}

function unitOf(metric: string, aggregate: string): Unit {
  const known = METRICS[metric.split("{")[0] ?? metric]?.[1];
  if (aggregate === "count") return "count";
  if (known === "count" && aggregate === "rate") return "perSecond";
  if (known !== undefined) return known;
  if (aggregate === "rate") return RATES.test(metric) ? "ratio" : "perSecond";
  return TIMES.test(metric) ? "ms" : "number";
}

function valueWords(value: number, unit: Unit): string {
  if (unit === "ms") return timeWords(value);
  if (unit === "ratio") return ratioWords(value);
  if (unit === "bitsPerSecond") return bitrateWords(value);
  if (unit === "perSecond") return `${rateWords(value)}/s`;
  return unit === "count" ? countWords(value) : String(Number(value.toPrecision(4)));
}
