import type { LogRow } from "../sinks.ts";
import { nanosToMs, type OtlpGroup, type OtlpLog } from "./otlp_tree.ts";
import { jsonOf, plainText, type Reporter, reporterOf } from "./reporter.ts";
import { isValidTrace } from "./span_rows.ts";

/** Lowest severity of each level, highest first. Source: OpenTelemetry, logs data model. */
const LEVELS = [[17, "error"], [13, "warn"], [9, "info"], [1, "debug"]] as const;
const WORDS: Readonly<Record<string, LogRow["level"]>> = {
  ...{ trace: "debug", debug: "debug", info: "info", notice: "info", warn: "warn" },
  ...{ warning: "warn", error: "error", critical: "error", fatal: "error" },
};

/** Makes rows of lines; a line without a time has `nowMs`. */
export function logRows(groups: readonly OtlpGroup<OtlpLog>[], nowMs: number): LogRow[] {
  return groups.flatMap(({ resource, scope, items }) => {
    const reporter = reporterOf(resource);
    return items.map((log) => logRow(log, reporter, { scope, nowMs }));
  });
}

function logRow(
  log: OtlpLog,
  { service, instance, rest }: Reporter,
  { scope, nowMs }: { readonly scope: string; readonly nowMs: number },
): LogRow {
  const nanos = log.timeNanos || log.observedNanos;
  const resource = rest.map(([key, value]) => [`resource.${key}`, value] as const);
  const extra = [["otel.scope", scope], ["event.name", log.eventName]] as const;
  const fields = [...resource, ...extra.filter(([, text]) => text !== ""), ...log.attributes];
  return {
    tsMs: nanos === 0 ? nowMs : nanosToMs(nanos),
    level: levelOf(log),
    ...{ app: service, instance, stream: "otlp", text: plainText(log.body ?? log.eventName) },
    fields: Object.fromEntries(fields.map(([key, value]) => [key, jsonOf(value)])),
    ...(isValidTrace(log.traceId, log.spanId) ? { traceId: log.traceId, spanId: log.spanId } : {}),
  };
}

function levelOf({ severity, severityText }: OtlpLog): LogRow["level"] {
  const level = LEVELS.find(([lowest]) => severity >= lowest)?.[1];
  const word = severityText.toLowerCase();
  return level ?? (Object.hasOwn(WORDS, word) ? WORDS[word] : undefined) ?? "info";
}
