import type { LogLine } from "@netops/core/contracts";

/** The trace that a line says it belongs to, under the names that loggers use. */
export function traceOf({ fields }: Pick<LogLine, "fields">): string | undefined {
  const named = fields?.["traceId"] ?? fields?.["trace_id"] ?? fields?.["traceid"];
  return typeof named === "string" ? named.toLowerCase() : undefined;
}
