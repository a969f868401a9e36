import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import { EventBook } from "./event_book.ts";

let seq = 0;

type Facts = [subject: string, data?: Record<string, unknown>];

function event(tsMs: number, kind: string, ...[subject, data = {}]: Facts): TimelineEvent {
  return { tsMs, seq: ++seq, kind, subject, actor: String(data["by"] ?? "gateway-1"), data };
}

/** What is on the axis between 100 and 200, as lane, times and words. */
function axis(events: readonly TimelineEvent[]) {
  const book = new EventBook();
  for (const one of events) book.take(one);
  return book.between(100, 200).map(({ lane, tsMs, endMs, text }) => [lane, tsMs, endMs, text]);
}

Deno.test("a fault lasts from its injection to its undo", () => {
  const targets = ["c001.fra001", "c002.fra001", "c003.fra001"];
  assert.deepEqual(
    axis([
      event(110, "fault.injected", "f1", { kind: "oca-hang", aim: "oca", targets }),
      event(120, "fault.injected", "f2", { kind: "latency", targets: ["catalog-1"] }),
      event(130, "fault.undone", "f1", { kind: "oca-hang" }),
      event(140, "fault.undo-failed", "f2", { kind: "latency" }),
    ]),
    [
      ["chaos", 110, 130, "oca-hang on oca (3 targets)"],
      ["chaos", 120, undefined, "latency on catalog-1, its undo failed"],
    ],
  );
});

Deno.test("what began before the load is on its axis as long as it lasts", () => {
  assert.deepEqual(
    axis([
      event(10, "fault.injected", "over", { kind: "latency" }),
      event(20, "fault.undone", "over"),
      event(30, "fault.injected", "ends", { kind: "abort" }),
      event(40, "fault.injected", "stays", { kind: "hang" }),
      event(50, "process.gone", "catalog-1", { failed: true }),
      event(150, "fault.undone", "ends"),
      event(201, "process.gone", "catalog-2", { failed: true }),
    ]),
    [["chaos", 30, 150, "abort"], ["chaos", 40, undefined, "hang"]],
  );
});

Deno.test("a deploy and its stages last, and say how they ended when it was not well", () => {
  const place = (stage?: string) => ({ execution: "e1", ...(stage ? { stage } : {}) });
  assert.deepEqual(
    axis([
      event(100, "deploy.started", "hello", { ...place(), pipeline: "canary" }),
      event(110, "deploy.stage", "hello", { ...place("bake"), status: "RUNNING" }),
      event(120, "deploy.stage", "hello", { ...place("bake"), status: "SUCCEEDED" }),
      event(120, "deploy.stage", "hello", { ...place("judge"), status: "RUNNING" }),
      event(130, "deploy.stage", "hello", { ...place("judge"), status: "TERMINAL" }),
      event(140, "deploy.ended", "hello", { ...place(), status: "TERMINAL" }),
    ]),
    [
      ["deploy", 100, 140, "deploy of hello (canary): terminal"],
      ["deploy", 110, 120, "stage bake"],
      ["deploy", 120, 130, "stage judge: terminal"],
    ],
  );
});

Deno.test("a breaker is open until it closes, of each caller by itself", () => {
  assert.deepEqual(
    axis([
      event(110, "breaker.opened", "catalog-1", { by: "gateway-1", reason: "failures" }),
      event(115, "breaker.opened", "catalog-1", { by: "gateway-2", reason: "slow" }),
      event(120, "breaker.half-opened", "catalog-1", { by: "gateway-1" }),
      event(121, "breaker.opened", "catalog-1", { by: "gateway-1", reason: "failures" }),
      event(130, "breaker.closed", "catalog-1", { by: "gateway-1" }),
      event(140, "outlier.ejected", "catalog-2", { reason: "connect", durationMs: 30 }),
    ]),
    [
      ["breaker", 110, 130, "breaker of gateway-1 to catalog-1 open: failures"],
      ["breaker", 115, undefined, "breaker of gateway-2 to catalog-1 open: slow"],
      ["breaker", 140, 170, "gateway-1 left out catalog-2: connect"],
    ],
  );
});

Deno.test("of the registry only what takes an instance away and brings it back is told", () => {
  assert.deepEqual(
    axis([
      event(101, "registry.register", "catalog-9", { status: "STARTING" }),
      event(102, "registry.status", "catalog-9", { from: "STARTING", to: "UP" }),
      event(103, "registry.cancel", "catalog-8"),
      event(110, "registry.status", "catalog-1", { from: "UP", to: "DOWN" }),
      event(120, "registry.status", "catalog-1", { from: "DOWN", to: "UP" }),
      event(130, "registry.evict", "catalog-2"),
      event(150, "registry.register", "catalog-2", { status: "UP" }),
    ]),
    [["registry", 110, 120, "catalog-1 DOWN"], ["registry", 130, 150, "catalog-2 evicted"]],
  );
});

Deno.test("deaths and starts of processes are told, and what they do otherwise is not", () => {
  assert.deepEqual(
    axis([
      event(110, "process.gone", "oca-1", { failed: true, reason: "exit 137" }),
      event(111, "process.spawned", "oca-1"),
      event(112, "process.up", "oca-1"),
      event(113, "process.gone", "oca-2", { failed: false }),
      event(114, "job.running", "j"),
    ]),
    [
      ["process", 110, undefined, "oca-1 died: exit 137"],
      ["process", 112, undefined, "oca-1 up"],
      ["process", 113, undefined, "oca-2 ended"],
    ],
  );
});

Deno.test("a live view gets the latest, oldest first, with the trace that they belong to", () => {
  const book = new EventBook();
  for (const tsMs of [90, 110, 120, 130]) {
    book.take({ ...event(tsMs, "process.up", `p${tsMs}`), traceId: "ab" });
  }
  const latest = book.latest(2, 100);
  assert.deepEqual(latest.map(({ subject, traceId }) => [subject, traceId]), [
    ["p120", "ab"],
    ["p130", "ab"],
  ]);
  assert.equal(book.latest(9, 100).length, 3);
});
