import assert from "node:assert/strict";
import type { FaultView, RunDocument, RunProgress } from "@netops/core/contracts";
import type { KnownEvent } from "../../telemetry/known_event.ts";
import { runTimeline } from "./run_timeline.ts";

const PROGRESS: readonly RunProgress[] = [
  { kind: "started", atMs: 1_000, name: "slow" },
  { kind: "phase", atMs: 1_000, phase: "before" },
  { kind: "check", atMs: 1_500, phase: "before", isMet: true },
  { kind: "phase", atMs: 2_000, phase: "during" },
  { kind: "phase", atMs: 2_000, phase: "method" },
  { kind: "activity-started", atMs: 2_000, phase: "method", name: "slow it" },
  { kind: "fault-injected", atMs: 2_500, name: "slow it", data: { kind: "latency", id: "f-1" } },
  { kind: "activity-ended", atMs: 3_000, phase: "method", name: "slow it", status: "succeeded" },
  { kind: "check", atMs: 4_000, phase: "during", isMet: false },
  { kind: "phase", atMs: 9_000, phase: "undo" },
  { kind: "fault-ended", atMs: 9_500, name: "latency", status: "undone", data: { id: "f-1" } },
  { kind: "ended", atMs: 11_000, status: "deviated" },
];

const FAULT = {
  ...{ id: "f-1", kind: "latency", state: "undone", hits: 3, parameters: {} },
  ...{ startedAtMs: 2_400, expiresAtMs: 8_400, endedAtMs: 8_000, endReason: "its time is over" },
  targets: [{ instance: "a-1", app: "a", serverGroup: "a-v000", zone: "z" }],
} as FaultView;

function runOf(change: Partial<RunDocument> = {}): RunDocument {
  return {
    ...{ schema: "netops.experiment.run/v1", id: "x-1", title: "slow", state: "finished" },
    ...{ startedAtMs: 1_000, endedAtMs: 11_000, file: "f.yaml", variables: [], isCut: false },
    progress: PROGRESS,
    faults: [FAULT],
    ...change,
  } as RunDocument;
}

function eventOf(kind: string, tsMs: number, data: Record<string, unknown> = {}): KnownEvent {
  return { runId: "r", seq: tsMs, tsMs, kind, subject: "f-1", actor: "guardian", data };
}

Deno.test("phases follow one another to the end of the run, and checks beside the method are none", () => {
  const { phases, now, fromMs, toMs } = runTimeline({ run: runOf(), events: [] }, 99_000);
  assert.deepEqual([fromMs, toMs, now], [1_000, 11_000, undefined]);
  assert.deepEqual(phases.map(({ name, start, width }) => [name, start, width]), [
    ["before", 0, 0.1],
    ["method", 0.1, 0.7000000000000001],
    ["undo", 0.8, 0.19999999999999996],
  ]);
});

Deno.test("checks stand where they were, met or not, and steps last until their end", () => {
  const { checks, activities } = runTimeline({ run: runOf(), events: [] }, 99_000);
  assert.deepEqual(checks.map(({ at, isMet }) => [at, isMet]), [[0.05, true], [0.3, false]]);
  assert.deepEqual(
    activities.map(({ name, fromMs, toMs, status }) => [name, fromMs, toMs, status]),
    [
      ["slow it", 2_000, 3_000, "succeeded"],
    ],
  );
});

Deno.test("a fault ends when the guardian saw it end, not when the run looked", () => {
  const { faults } = runTimeline({ run: runOf(), events: [] }, 99_000);
  const [fault] = faults;
  assert.deepEqual([fault?.fromMs, fault?.toMs, fault?.targets, fault?.endReason, fault?.hits], [
    2_400,
    8_000,
    ["a-1"],
    "its time is over",
    3,
  ]);
});

Deno.test("what the guardian forgot is told by the time line, else by the run itself", () => {
  const events = [
    eventOf("fault.injected", 2_500, { targets: ["a-1"] }),
    eventOf("fault.undone", 8_100, { hits: 2 }),
  ];
  const known = runTimeline({ run: runOf({ faults: [] }), events }, 99_000).faults[0];
  assert.deepEqual([known?.toMs, known?.targets, known?.hits, known?.state], [
    8_100,
    ["a-1"],
    2,
    "undone",
  ]);
  const bare = runTimeline({ run: runOf({ faults: [] }), events: [] }, 99_000).faults[0];
  assert.deepEqual([bare?.name, bare?.toMs, bare?.state], ["latency", 9_500, "undone"]);
});

Deno.test("while it goes on the axis has room after now, and what has not ended is open", () => {
  const progress = PROGRESS.slice(0, 7);
  const { endedAtMs: _ended, endReason: _reason, ...active } = {
    ...FAULT,
    state: "active" as const,
  };
  const { endedAtMs: _end, ...running } = runOf({ progress, faults: [active], state: "running" });
  const { now, toMs, phases, faults, activities } = runTimeline(
    { run: running, events: [] },
    5_000,
  );
  assert.deepEqual([now, toMs], [4_000 / 4_320, 5_320]);
  assert.deepEqual(phases.map(({ name, toMs: end }) => [name, end]), [
    ["before", 2_000],
    ["method", undefined],
  ]);
  assert.deepEqual([faults[0]?.toMs, faults[0]?.state], [undefined, "active"]);
  assert.deepEqual([activities[0]?.toMs, activities[0]?.status], [undefined, undefined]);
});

Deno.test("a run that said nothing yet has an axis, and nothing on it", () => {
  const { startedAtMs: _start, endedAtMs: _end, ...young } = runOf({ progress: [], faults: [] });
  const run = { ...young, state: "running" as const };
  const { fromMs, toMs, phases, checks, faults } = runTimeline({ run, events: [] }, 5_000);
  assert.deepEqual([fromMs, toMs, phases, checks, faults], [5_000, 6_000, [], [], []]);
});
