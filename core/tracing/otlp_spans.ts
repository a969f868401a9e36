import type { SpanRecord } from "../ports/tracer.ts";

/** Who says all this. */
export type OtlpResource = Readonly<Record<string, string>>;

/** Numbers of span kinds and statuses. Source: opentelemetry-proto, trace.proto. */
const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
const STATUSES = { unset: 0, ok: 1, error: 2 } as const;
const SCOPE = { name: "netops" };

/** Writes spans as the body of `POST /v1/traces`. Source: OTLP 1.x, JSON encoding. */
export function otlpSpans(resource: OtlpResource, spans: readonly SpanRecord[]): string {
  return JSON.stringify({
    resourceSpans: [{
      resource: { attributes: attributesOf(resource) },
      scopeSpans: [{ scope: SCOPE, spans: spans.map(otlpSpan) }],
    }],
  });
}

function otlpSpan(span: SpanRecord): unknown {
  const { traceId, spanId, parentId, name, kind, startMs, durationMs, status } = span;
  return {
    ...{ traceId, spanId, name, kind: KINDS[kind] },
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + durationMs),
    attributes: attributesOf(span.attributes),
    status: { code: STATUSES[status] },
  };
}

function attributesOf(attributes: SpanRecord["attributes"]): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: string | number | boolean): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Nanoseconds as text: a double cannot hold them. Microseconds are as fine as the clock is. */
function nanos(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}
