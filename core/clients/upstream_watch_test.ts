import assert from "node:assert/strict";
import { createSeededRng } from "../host/seeded_rng.ts";
import type { SpanRecord } from "../ports/tracer.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { SpanTracer } from "../tracing/span_tracer.ts";
import { instanceOf } from "./client_fakes.ts";
import { createWorld } from "./upstream_world_test.ts";

/** A world whose tracer keeps of ordinary traces nothing. */
function tracedWorld() {
  const spans: SpanRecord[] = [];
  const tracer = new SpanTracer({
    clock: new FakeClock(),
    rng: createSeededRng("watch"),
    keep: (span) => void spans.push(span),
    tracesPerS: 0,
  });
  return { spans, ...createWorld({ maxAttempts: 1, tracer }) };
}

const down = () => new Response(null, { status: 503 });
const trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), isSampled: false };

Deno.test("a breaker that opens is a span of the call that opened it, also where that call is not kept", async () => {
  const { upstream, discovery, request, events, spans } = tracedWorld();
  discovery.set([instanceOf("a")]);
  for (let turn = 0; turn < 10; turn++) await upstream.call(request(down, { trace }));
  const [opened] = events.events;
  assert.deepEqual([opened?.kind, opened?.traceId], ["breaker.opened", trace.traceId]);
  const span = spans.find(({ name }) => name === "breaker.opened");
  assert.equal(span?.traceId, trace.traceId);
  assert.equal(span?.attributes["netops.kept"], "operator");
  assert.deepEqual([span?.attributes["netops.instance"], span?.attributes["reason"]], [
    "a",
    "failures",
  ]);
  const attempt = spans.find(({ spanId }) => spanId === span?.parentId);
  assert.equal(attempt?.status, "error");
  upstream.close();
});

Deno.test("without a trace a breaker that opens is one of its own", async () => {
  const { upstream, discovery, request, events, spans } = tracedWorld();
  discovery.set([instanceOf("a")]);
  for (let turn = 0; turn < 10; turn++) await upstream.call(request(down));
  assert.deepEqual(spans.map(({ name, parentId }) => [name, parentId]), [[
    "breaker.opened",
    undefined,
  ]]);
  assert.equal(events.events[0]?.traceId, spans[0]?.traceId);
  upstream.close();
});
