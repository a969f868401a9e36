import type { SpanFields, SpanRow } from "../sinks.ts";
import { nanosToMs, type OtlpAttributes, type OtlpGroup, type OtlpSpan } from "./otlp_tree.ts";
import { type Reporter, reporterOf, scalarOf } from "./reporter.ts";

/** Rows, and how many spans were no spans. */
export interface SpanRows {
  readonly rows: readonly SpanRow[];
  readonly rejected: number;
}

const KINDS = ["internal", "internal", "server", "client", "producer", "consumer"] as const;
const STATUSES = ["unset", "ok", "error"] as const;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** Makes rows of spans; one without a valid id is rejected. */
export function spanRows(groups: readonly OtlpGroup<OtlpSpan>[]): SpanRows {
  const rows: SpanRow[] = [];
  let all = 0;
  for (const { resource, items } of groups) {
    const reporter = reporterOf(resource);
    all += items.length;
    for (const span of items) {
      if (isValidTrace(span.traceId, span.spanId)) rows.push(spanRow(span, reporter));
    }
  }
  return { rows, rejected: all - rows.length };
}

/** Whether both are ids as W3C has them. */
export function isValidTrace(traceId: string, spanId: string): boolean {
  return TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
}

function spanRow(span: OtlpSpan, { service, instance, rest }: Reporter): SpanRow {
  const { traceId, spanId, parentId, name, startNanos, endNanos } = span;
  return {
    ...{ traceId, spanId, service, instance, name },
    ...(SPAN_ID.test(parentId) ? { parentId } : {}),
    kind: KINDS[span.kind] ?? "internal",
    startMs: nanosToMs(startNanos),
    // Microseconds: finer than that the difference of two doubles is not.
    durationMs: Math.round(Math.max(0, endNanos - startNanos) / 1e3) / 1e3,
    status: STATUSES[span.statusCode] ?? "unset",
    attributes: attributesOf(span, rest),
    ...(span.events.length === 0 ? {} : {
      events: span.events.map((event) => ({
        tsMs: nanosToMs(event.timeNanos),
        name: event.name,
        attributes: fieldsOf(event.attributes),
      })),
    }),
  };
}

/** What the span says, its last exception, and under `resource.` who it was in full. */
function attributesOf(span: OtlpSpan, rest: OtlpAttributes): SpanFields {
  const exception = span.events.findLast(({ name }) => name === "exception")?.attributes ?? [];
  const about: OtlpAttributes = span.statusMessage === ""
    ? []
    : [["status.message", span.statusMessage]];
  const resource = rest.map(([key, value]) => [`resource.${key}`, value] as const);
  return fieldsOf([...resource, ...exception, ...about, ...span.attributes]);
}

function fieldsOf(attributes: OtlpAttributes): SpanFields {
  return Object.fromEntries(attributes.map(([key, value]) => [key, scalarOf(value)]));
}
