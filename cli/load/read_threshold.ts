import { NetopsError } from "@netops/core";
import {
  aggregatesOf,
  type LoadThreshold,
  type MetricKind,
  parseLimit,
  REQUEST_TAGS,
  STREAM_METRICS,
} from "@netops/load";
import { suggest } from "../suggest.ts";

/** Metrics that take a tag in braces. */
const TAGGED = ["request_failed", "request_ms"];

/**
 * Reads `METRIC:LIMIT`, such as `startup_ms:p(95)<800` or `request_failed{kind:segment}:rate<0.01`.
 *
 * @throws {NetopsError} USAGE
 */
export function readThreshold(word: string, isScript: boolean): LoadThreshold {
  const [, metric = "", limit = ""] = /^\s*(\w+(?:\{[^{}]*\})?)\s*[:\s]\s*(\S.*)$/.exec(word) ?? [];
  if (metric === "") {
    throw new NetopsError("USAGE", `Cannot read --thresholds "${word}" as METRIC:LIMIT`, {
      fix: "--thresholds 'startup_ms:p(95)<800', for one",
    });
  }
  const parsed = parseLimit(limit);
  if (parsed === undefined) {
    throw new NetopsError("USAGE", `Cannot read "${limit}" as a limit of ${metric}`, {
      fix: "as k6 writes them: p(95)<800, avg<200, rate<0.01, count==0, value<0.01",
    });
  }
  if (!isScript) checkMetric(metric, parsed.aggregate);
  return { metric, limit: limit.trim() };
}

/** A limit that nothing will ever be measured for is refused before the load, not after it. */
function checkMetric(metric: string, aggregate: string): void {
  const [name = "", tag] = metric.split("{");
  const kind = (STREAM_METRICS as Readonly<Record<string, MetricKind>>)[name];
  const known = tag === undefined ? Object.keys(STREAM_METRICS) : TAGGED;
  if (kind === undefined || !known.includes(name)) throw noMetric(metric, name, known);
  const [, tagName = ""] = /^\s*(\w+)\s*:[^,]+\}$/.exec(tag ?? "") ?? [];
  if (tag !== undefined && !(REQUEST_TAGS as readonly string[]).includes(tagName)) {
    throw new NetopsError("USAGE", `${name} takes one tag: ${REQUEST_TAGS.join(", ")}`, {
      fix: `${name}{kind:segment}, for one`,
    });
  }
  const names = aggregatesOf(kind);
  const isQuantile = kind === "trend" && aggregate.startsWith("p(");
  if (isQuantile || names.includes(aggregate)) return;
  throw new NetopsError("USAGE", `${name} has no ${aggregate}: it has ${names.join(", ")}`, {
    fix: `--thresholds '${metric}:${names[0]}<1', for one`,
  });
}

function noMetric(metric: string, name: string, known: readonly string[]): NetopsError {
  const [near] = suggest(name, known);
  return new NetopsError("USAGE", `A load of viewers has no metric "${metric}"`, {
    fix: near === undefined ? `use one of ${known.join(", ")}` : `did you mean "${near}"?`,
  });
}
