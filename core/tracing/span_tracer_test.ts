import assert from "node:assert/strict";
import type { SpanRecord } from "../ports/tracer.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { SpanTracer } from "./span_tracer.ts";

function world(options: { tracesPerS?: number; slowMs?: number } = {}) {
  const clock = new FakeClock();
  const kept: SpanRecord[] = [];
  const rng = createSeededRng("tracer");
  const tracer = new SpanTracer({ clock, rng, keep: (span) => void kept.push(span), ...options });
  return { clock, kept, tracer };
}

const FINE = { status: "ok", attributes: {} } as const;
const FAILED = { status: "error", attributes: { code: "503" } } as const;
const unsampled = { traceId: "t", spanId: "s", isSampled: false };

Deno.test("a child says whose part it is, when it began and how long it took", () => {
  const { clock, kept, tracer } = world();
  const beganMs = clock.nowMs();
  const root = tracer.begin({ name: "GET /play", kind: "server" });
  clock.advance(5);
  const child = tracer.begin({ name: "catalog", kind: "client", parent: root.context });
  clock.advance(7);
  child.end(FAILED);
  root.end(FINE);
  assert.deepEqual(kept.map(({ name }) => name), ["catalog", "GET /play"]);
  const [inner, outer] = kept;
  assert.deepEqual([inner?.traceId, inner?.parentId], [outer?.traceId, outer?.spanId]);
  assert.deepEqual([inner?.startMs, inner?.durationMs], [beganMs + 5, 7]);
  assert.deepEqual([outer?.parentId, outer?.durationMs], [undefined, 12]);
  assert.deepEqual(inner?.attributes, { code: "503" });
});

Deno.test("so many traces begin sampled a second, and no more", () => {
  const { clock, tracer } = world({ tracesPerS: 3 });
  const sampled = () =>
    Array.from({ length: 10 }, () => tracer.begin({ name: "x", kind: "server" }).context)
      .filter(({ isSampled }) => isSampled).length;
  assert.equal(sampled(), 3);
  clock.advance(1_000);
  assert.equal(sampled(), 3);
});

Deno.test("of other traces only what failed or was slow is kept, and says why", () => {
  const { clock, kept, tracer } = world({ slowMs: 100 });
  const span = () => tracer.begin({ name: "x", kind: "server", parent: unsampled });
  span().end(FINE);
  assert.equal(kept.length, 0);
  span().end(FAILED);
  const slow = span();
  clock.advance(100);
  slow.end(FINE);
  assert.deepEqual(kept.map(({ attributes }) => attributes["netops.kept"]), ["error", "slow"]);
});

Deno.test("a flood of failures is not kept whole", () => {
  const { kept, tracer } = world();
  for (let n = 0; n < 1_000; n++) {
    tracer.begin({ name: "x", kind: "server", parent: unsampled }).end(FAILED);
  }
  assert.equal(kept.length, 20);
});

Deno.test("a span may begin before it is told of", () => {
  const { clock, kept, tracer } = world();
  const startMs = clock.nowMs() - 50;
  tracer.begin({ name: "x", kind: "internal", startMs }).end(FINE);
  assert.deepEqual([kept[0]?.startMs, kept[0]?.durationMs], [startMs, 50]);
});

Deno.test("what operators look for is kept whatever was decided for its trace, and says why", () => {
  const { kept, tracer } = world({ tracesPerS: 1 });
  tracer.begin({ name: "x", kind: "server" });
  const begun = tracer.begin({ name: "evict", kind: "internal", isOperator: true });
  const part = tracer.begin({
    name: "x",
    kind: "internal",
    parent: unsampled,
    isOperator: true,
  });
  for (const span of [begun, part]) span.end(FINE);
  assert.deepEqual(kept.map(({ attributes }) => attributes["netops.kept"]), [
    "operator",
    "operator",
  ]);
  assert.deepEqual([kept[1]?.traceId, kept[1]?.parentId], ["t", "s"]);
});

Deno.test("a flood of what operators look for is bounded, and its contexts say so", () => {
  const { kept, tracer } = world();
  let sampled = 0;
  for (let n = 0; n < 1_000; n++) {
    const span = tracer.begin({ name: "x", kind: "internal", isOperator: true });
    if (span.context.isSampled) sampled++;
    span.end(FINE);
  }
  assert.deepEqual([sampled, kept.length], [500, 500]);
});

Deno.test("what a fault touched is kept whatever was decided for its trace, says why, and is bounded", () => {
  const { kept, tracer } = world();
  for (let n = 0; n < 1_000; n++) {
    tracer.begin({ name: "x", kind: "server", parent: unsampled }).end({
      ...FINE,
      isTouched: true,
    });
  }
  assert.equal(kept.length, 500);
  assert.equal(kept[0]?.attributes["netops.kept"], "fault");
});

Deno.test("who has looked at the clock already need not pay for it again", () => {
  const { clock, kept, tracer } = world();
  const [wallMs, beganAtMs] = [clock.nowMs(), clock.monotonicMs()];
  clock.advance(30);
  const span = tracer.begin({ name: "x", kind: "server", beganAtMs });
  clock.advance(30);
  const endedAtMs = clock.monotonicMs();
  span.end({ ...FINE, endedAtMs });
  assert.deepEqual([kept[0]?.startMs, kept[0]?.durationMs], [wallMs, 60]);
  clock.advance(30);
  span.end({ ...FINE, endedAtMs });
  assert.equal(kept[1]?.durationMs, 60);
});
