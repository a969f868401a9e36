import { NetopsError } from "@netops/core";
import { type LoadThreshold, parseLimit, STREAM_METRICS } from "@netops/load";
import { suggest } from "../suggest.ts";

/** Metrics that take tags in braces. */
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
  if (parseLimit(limit) === undefined) {
    throw new NetopsError("USAGE", `Cannot read "${limit}" as a limit of ${metric}`, {
      fix: "as k6 writes them: p(95)<800, avg<200, rate<0.01, count==0, value<0.01",
    });
  }
  const [name = ""] = metric.split("{");
  const known = metric === name ? [...STREAM_METRICS, ...TAGGED] : TAGGED;
  if (isScript || known.includes(name)) return { metric, limit: limit.trim() };
  const [near] = suggest(name, known);
  throw new NetopsError("USAGE", `A load of viewers has no metric "${metric}"`, {
    fix: near === undefined ? `use one of ${known.join(", ")}` : `did you mean "${near}"?`,
  });
}
