import assert from "node:assert/strict";
import { createFixedRng, FakeClock } from "@netops/core/testing";
import type { RequestContext } from "../../request_context.ts";
import { contextOf } from "../filter_fixture.ts";
import { identify } from "./identify.ts";

const clock = new FakeClock();
const filter = identify({ rng: createFixedRng("a"), clock, firstByteTimeoutMs: 30_000 });

function run(headers: Record<string, string>): RequestContext {
  const context = contextOf("/", { headers });
  filter.run(context);
  return context;
}

Deno.test("identify() keeps a valid request id and cohort, and makes others", () => {
  const kept = run({ "x-request-id": "abc.1", "x-netops-cohort": "blue" });
  assert.deepEqual([kept.requestId, kept.cohort], ["abc.1", "blue"]);
  for (const bad of ["a b", "x".repeat(129), ""]) {
    const made = run({ "x-request-id": bad, "x-netops-cohort": bad });
    assert.match(made.requestId, /^[0-9a-f]{32}$/);
    assert.equal(made.traceParent.slice(3, 35), made.requestId);
    assert.equal(made.cohort, "127.0.0.9");
  }
});

Deno.test("identify() believes a deadline only when it is earlier than its own", () => {
  const now = clock.nowMs();
  assert.equal(run({}).deadlineAtMs, now + 30_000);
  assert.equal(run({ "x-netops-deadline": String(now + 5) }).deadlineAtMs, now + 5);
  assert.equal(run({ "x-netops-deadline": String(now + 60_000) }).deadlineAtMs, now + 30_000);
  assert.equal(run({ "x-netops-deadline": "soon" }).deadlineAtMs, now + 30_000);
});
