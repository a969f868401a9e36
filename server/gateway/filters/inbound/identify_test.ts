import assert from "node:assert/strict";
import { SpanTracer } from "@netops/core/service";
import { createFixedRng, FakeClock } from "@netops/core/testing";
import type { RequestContext } from "../../request_context.ts";
import { contextOf } from "../filter_fixture.ts";
import { identify } from "./identify.ts";

const clock = new FakeClock();
const tracer = new SpanTracer({ clock, rng: createFixedRng("a"), keep: () => undefined });
const filter = identify({ tracer, clock, firstByteTimeoutMs: 30_000 });

function run(headers: Record<string, string>): RequestContext {
  const context = contextOf("/", { headers });
  filter.run(context);
  return context;
}

Deno.test("identify() keeps a valid request id and cohort, and makes others", () => {
  const kept = run({ "x-request-id": "abc.1", "x-netops-cohort": "blue" });
  assert.deepEqual([kept.requestId, kept.cohort, kept.isCohortSent], ["abc.1", "blue", true]);
  for (const bad of ["a b", "x".repeat(129), ""]) {
    const made = run({ "x-request-id": bad, "x-netops-cohort": bad });
    assert.match(made.requestId, /^[0-9a-f]{32}$/);
    assert.equal(made.traceParent.slice(3, 35), made.requestId);
    assert.deepEqual([made.cohort, made.isCohortSent], ["127.0.0.9", false]);
  }
});

Deno.test("identify() believes a deadline only when it is earlier than its own", () => {
  const now = clock.nowMs();
  assert.equal(run({}).deadlineAtMs, now + 30_000);
  assert.equal(run({ "x-netops-deadline": String(now + 5) }).deadlineAtMs, now + 5);
  assert.equal(run({ "x-netops-deadline": String(now + 60_000) }).deadlineAtMs, now + 30_000);
  assert.equal(run({ "x-netops-deadline": "soon" }).deadlineAtMs, now + 30_000);
});

Deno.test("identify() goes on with the trace that came, and begins one when none did", () => {
  const sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
  const kept = run({ traceparent: sent });
  assert.equal(kept.traceParent.slice(0, 36), sent.slice(0, 36));
  assert.equal(kept.traceParent.slice(-2), "00");
  assert.notEqual(kept.traceParent, sent);
  const made = run({ traceparent: "00-nonsense-00" });
  assert.match(made.traceParent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});
