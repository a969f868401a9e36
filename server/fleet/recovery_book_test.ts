import assert from "node:assert/strict";
import type { SpanRecord } from "@netops/core";
import { SpanTracer } from "@netops/core/service";
import { createFixedRng, FakeTimer } from "@netops/core/testing";
import { memberOf } from "./fleet_fixture.ts";
import type { Member } from "./model.ts";
import { type ChangedApp, RecoveryBook } from "./recovery_book.ts";
import type { MemberChange } from "./supervisor_options.ts";

const KILLED = { code: 137, signal: "SIGKILL" } as const;

function rig(about: ChangedApp = { app: "hello", isService: true }) {
  const timer = new FakeTimer();
  const { clock } = timer;
  const spans: SpanRecord[] = [];
  const rng = createFixedRng("recovery");
  const tracer = new SpanTracer({ clock, rng, keep: (span) => void spans.push(span) });
  const book = new RecoveryBook({ tracer, timer });
  const hear = (kind: MemberChange["kind"], member: Member, more: Partial<MemberChange> = {}) =>
    book.heard({ kind, member, ...more }, about);
  const names = () => spans.map(({ name }) => name);
  const root = () => spans.find(({ name }) => name.startsWith("recovery"));
  return { timer, spans, book, hear, names, root };
}

const OLD = memberOf();
const NEXT = memberOf({ id: "hello-v000-cd34", pid: 78 });

Deno.test("a killed instance makes a trace: death, spawn, start, register, each with its time", async () => {
  const { timer, spans, book, hear, names, root } = rig();
  const trace = hear("gone", OLD, { failed: true, exit: KILLED, reason: "killed by SIGKILL" });
  assert.deepEqual(names(), ["death"]);
  await timer.advance(10);
  assert.equal(hear("spawned", NEXT)?.traceId, trace?.traceId);
  await timer.advance(200);
  assert.equal(hear("up", NEXT)?.traceId, trace?.traceId);
  assert.equal(book.contextOf(NEXT)?.traceId, trace?.traceId);
  await timer.advance(30);
  book.registered("somebody else");
  assert.equal(book.size, 1);
  book.registered(NEXT.id);
  assert.deepEqual(names(), ["death", "spawn", "start", "register", "recovery hello"]);
  assert.deepEqual(spans.map(({ durationMs }) => durationMs), [0, 10, 200, 30, 240]);
  assert.ok(spans.every((span) => span.traceId === trace?.traceId));
  assert.ok(spans.slice(0, 4).every(({ parentId }) => parentId === root()?.spanId));
  const [death] = spans;
  assert.equal(death?.status, "error");
  assert.deepEqual(
    ["netops.app", "netops.instance", "process.exit.signal", "process.exit.code", "process.pid"]
      .map((name) => death?.attributes[name]),
    ["hello", OLD.id, "SIGKILL", 137, 77],
  );
  assert.deepEqual([root()?.attributes["outcome"], root()?.attributes["netops.instance"]], [
    "recovered",
    NEXT.id,
  ]);
  assert.equal(root()?.attributes["netops.kept"], "operator");
  assert.equal(book.contextOf(NEXT), undefined);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("one that registers before it is healthy is recovered when it is healthy", async () => {
  const { timer, book, hear, names } = rig({ app: "playback", isService: false });
  hear("gone", OLD, { failed: true });
  book.registered(OLD.id);
  hear("spawned", NEXT);
  await timer.advance(50);
  book.registered(NEXT.id);
  assert.equal(book.size, 1);
  hear("up", NEXT);
  assert.deepEqual(names(), ["death", "spawn", "register", "start", "recovery playback"]);
  assert.equal(book.size, 0);
});

Deno.test("the registry is recovered when it is healthy, as is one of ours that only hung", () => {
  const registry = rig({ app: "registry", isService: false });
  registry.hear("gone", OLD, { failed: true });
  registry.hear("spawned", NEXT);
  registry.hear("up", NEXT);
  assert.equal(registry.book.size, 0);
  const hung = rig({ app: "kv", isService: false });
  hung.hear("down", OLD, { reason: "health" });
  hung.hear("up", OLD);
  assert.deepEqual(hung.names(), ["unhealthy", "recovery kv"]);
  assert.equal(hung.timer.pendingCount, 0);
});

Deno.test("a service that only hung is recovered when it is registered again", () => {
  const { book, hear } = rig();
  hear("down", OLD, { reason: "health" });
  hear("up", OLD);
  assert.equal(book.size, 1);
  book.registered(OLD.id);
  assert.equal(book.size, 0);
});

Deno.test("one that hangs, is stopped for it and replaced is one trace", () => {
  const { hear, names, book } = rig();
  const ids = [
    hear("down", OLD),
    hear("stopping", {
      ...OLD,
      phase: {
        ...{ kind: "stopping", sinceMs: 0, killAtMs: 1, reason: "hung" },
        ...{ failed: true, killed: false },
      },
    }),
    hear("gone", OLD, { failed: true }),
    hear("spawned", NEXT),
    hear("up", NEXT),
  ].map((trace) => trace?.traceId);
  book.registered(NEXT.id);
  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(names().slice(0, 4), ["unhealthy", "stop", "death", "spawn"]);
});

Deno.test("deaths before the next holder is healthy are of one recovery, for five minutes", async () => {
  const { timer, hear, book, root } = rig();
  const first = hear("gone", OLD, { failed: true });
  for (let deaths = 1; deaths < 5; deaths++) {
    await timer.advance(50_000);
    hear("spawned", NEXT);
    assert.equal(hear("gone", NEXT, { failed: true })?.traceId, first?.traceId);
  }
  assert.equal(hear("crash-loop", NEXT)?.traceId, first?.traceId);
  await timer.advance(100_000);
  assert.deepEqual([root()?.status, root()?.attributes["outcome"]], ["error", "too-long"]);
  assert.equal(root()?.attributes["deaths"], 5);
  const next = hear("spawn-failed", NEXT, { failed: true });
  assert.notEqual(next?.traceId, first?.traceId);
  book.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("one that never gets into the registry is ended as failed after 5 s", async () => {
  const { timer, hear, book, root } = rig();
  hear("gone", OLD, { failed: true });
  hear("spawned", NEXT);
  hear("up", NEXT);
  await timer.advance(4_999);
  assert.equal(book.size, 1);
  await timer.advance(1);
  assert.equal(root()?.status, "error");
});

Deno.test("what was asked for is no recovery, and ends one that is under way", () => {
  const { hear, spans, root, book } = rig();
  const asked: Member = {
    ...OLD,
    phase: {
      ...{ kind: "stopping", sinceMs: 0, killAtMs: 1, reason: "scaled down" },
      ...{ failed: false, killed: false },
    },
  };
  assert.equal(hear("spawned", OLD), undefined);
  assert.equal(hear("up", OLD), undefined);
  assert.equal(hear("stopping", asked), undefined);
  assert.equal(hear("gone", asked, { failed: false }), undefined);
  assert.equal(spans.length, 0);
  hear("down", OLD);
  hear("stopping", asked);
  assert.equal(root()?.attributes["outcome"], "abandoned");
  assert.equal(book.size, 0);
});

Deno.test("the end of the platform ends all, and begins nothing any more", () => {
  const { hear, book, root, timer } = rig();
  hear("gone", OLD, { failed: true });
  book.close();
  assert.equal(root()?.attributes["outcome"], "abandoned");
  assert.equal(hear("gone", NEXT, { failed: true }), undefined);
  assert.equal(timer.pendingCount, 0);
});
