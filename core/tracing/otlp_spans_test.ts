import assert from "node:assert/strict";
import { otlpSpans } from "./otlp_spans.ts";

const SPAN = {
  ...{ traceId: "a".repeat(32), spanId: "b".repeat(16), parentId: "c".repeat(16) },
  ...{ name: "GET catalog", kind: "client", status: "error" } as const,
  ...{ startMs: 1_700_000_000_000.25, durationMs: 1.5 },
  attributes: { code: "503", attempt: 2, ratio: 0.5, hedged: true },
};

Deno.test("a span is written as OTLP has it, to the microsecond", () => {
  const body = JSON.parse(otlpSpans({ "service.name": "playback" }, [SPAN]));
  const [{ resource, scopeSpans }] = body.resourceSpans;
  assert.deepEqual(resource.attributes, [{
    key: "service.name",
    value: { stringValue: "playback" },
  }]);
  assert.deepEqual(scopeSpans[0].spans, [{
    ...{ traceId: SPAN.traceId, spanId: SPAN.spanId, parentSpanId: SPAN.parentId },
    ...{ name: "GET catalog", kind: 3, status: { code: 2 } },
    startTimeUnixNano: "1700000000000250000",
    endTimeUnixNano: "1700000000001750000",
    attributes: [
      { key: "code", value: { stringValue: "503" } },
      { key: "attempt", value: { intValue: "2" } },
      { key: "ratio", value: { doubleValue: 0.5 } },
      { key: "hedged", value: { boolValue: true } },
    ],
  }]);
});

Deno.test("nanoseconds that round up stay whole numbers", () => {
  const [{ scopeSpans }] = JSON.parse(
    otlpSpans({}, [{ ...SPAN, startMs: 5.9999999, durationMs: 0 }]),
  ).resourceSpans;
  assert.equal(BigInt(scopeSpans[0].spans[0].startTimeUnixNano), 6_000_000n);
});
