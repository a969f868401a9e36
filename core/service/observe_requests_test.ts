import assert from "node:assert/strict";
import { createTraceScope } from "../host/trace_scope.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { SpanRecord } from "../ports/tracer.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { SpanTracer } from "../tracing/span_tracer.ts";
import { MetricRegistry } from "./metric_registry.ts";
import { observeRequests } from "./observe_requests.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PEER = { hostname: "127.0.0.1", port: 1 };

function world(handler: HttpHandler, touchedBy?: (request: Request) => string | undefined) {
  const clock = new FakeClock();
  const metrics = new MetricRegistry();
  const scope = createTraceScope();
  const spans: SpanRecord[] = [];
  const rng = createSeededRng("observe");
  const tracer = new SpanTracer({ clock, rng, keep: (span) => void spans.push(span) });
  const observed = observeRequests(handler, {
    ...{ app: "x", clock, metrics, tracer, scope },
    ...(touchedBy === undefined ? {} : { touchedBy }),
  });
  const ask = (flags?: string, method = "GET") =>
    observed(
      new Request("http://127.0.0.1/a?secret=1", {
        method,
        headers: flags === undefined
          ? {}
          : { traceparent: `00-${TRACE}-00f067aa0ba902b7-${flags}` },
      }),
      PEER,
    );
  return { clock, metrics, scope, spans, ask };
}

Deno.test("each request is counted by method and status, and timed", async () => {
  const { clock, metrics, ask } = world(() => {
    clock.advance(30);
    return new Response(null, { status: 204 });
  });
  await ask();
  await ask(undefined, "PROPFIND");
  const text = metrics.text();
  const count = /request_duration_seconds_count\{method="GET",code="204"\} 1\n/;
  assert.match(text, count);
  assert.match(text, /sum\{method="GET",code="204"\} 0\.03\n/);
  assert.match(text, /count\{method="-",code="204"\} 1\n/);
});

Deno.test("a request of a kept trace is a span, and what it awaits is in its scope", async () => {
  const seen: unknown[] = [];
  const { metrics, scope, spans, ask } = world(async () => {
    await Promise.resolve();
    seen.push(scope.current()?.traceId);
    return new Response();
  });
  await ask("01");
  await ask("00");
  await ask();
  assert.deepEqual(seen, [TRACE, TRACE, undefined]);
  assert.equal(spans.length, 1);
  const [span] = spans;
  assert.deepEqual([span?.name, span?.kind, span?.parentId], [
    "GET x",
    "server",
    "00f067aa0ba902b7",
  ]);
  assert.equal(span?.attributes["url.path"], "/a");
  const text = metrics.text("openmetrics");
  assert.equal(text.match(/trace_id="4bf9/g)?.length, 1);
});

Deno.test("what is thrown is counted by the status that it will be, and thrown on", async () => {
  const { metrics, spans, ask } = world(() => {
    throw new NetopsError("OVERLOADED", "Cannot take more");
  });
  await assert.rejects(async () => await ask("00"), { code: "OVERLOADED" });
  assert.match(metrics.text(), /count\{method="GET",code="503"\} 1\n/);
  assert.deepEqual([spans[0]?.status, spans[0]?.attributes["netops.kept"]], ["error", "error"]);
});

Deno.test("a span says which faults touched its request, and is kept for that", async () => {
  const { spans, ask } = world(() => new Response(), () => "f-1,f-2");
  await ask("00");
  assert.equal(spans[0]?.attributes["netops.fault"], "f-1,f-2");
  const untouched = world(() => new Response(), () => undefined);
  await untouched.ask("00");
  assert.deepEqual(untouched.spans, []);
});
