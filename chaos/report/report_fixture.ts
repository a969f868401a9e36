import type { ArmsComparison, ProgressEvent } from "../experiment/mod.ts";
import type { KeptRun } from "../runner/mod.ts";

/** When runs of the fixture begin: 2026-01-02 03:04:05 UTC. */
export const STARTED_AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A title that tries to be markup everywhere. */
export const HOSTILE_TITLE =
  `<script>alert(1)</script> | "quoted" & [x](http://evil.test) ]]> @all \u202e\u0007`;

const TEXT = `title: The shop answers late
configuration: { app: shop }
steady-state-hypothesis:
  title: callers of \${app} get an answer
  probes:
    - { type: probe, name: the shop answers, tolerance: 200, provider: { type: http, url: "http://x/" } }
method:
  - type: action
    name: one is slow
    provider: { type: netops, fault: latency, target: "\${app}", duration: 4s }
    pauses: { after: 5.0 }
rollbacks: []
`;

const STATUSES = [200, 200, 503, 200];

/** What a run of the fixture is like. */
export interface FixtureOptions {
  readonly id?: string;
  readonly title?: string;
  readonly recoveryMs?: number;
  /** What the arms came to, of a run that has some. */
  readonly arms?: ArmsComparison;
  /** The check of the method that is not met gets this instead of 503. */
  readonly middleStatus?: number;
}

/** A strict run that deviated: five seconds, one fault on one instance, one of four checks not met. */
export function keptRun(options: FixtureOptions = {}): KeptRun {
  const { id = "x-00c0ffee", title = "The shop answers late", recoveryMs = 750 } = options;
  const statuses = STATUSES.map((status) => status === 503 ? options.middleStatus ?? 503 : status);
  const isHeld = statuses.every((status) => status === 200);
  const facts = {
    ...{ end: { kind: "completed" as const }, strategy: "continuously" as const, methodCount: 1 },
    checks: statuses.map((status, at) => ({
      phase: phaseOf(at),
      isMet: status === 200,
      hasError: false,
    })),
    activities: [{ phase: "method" as const, name: "one is slow", status: "succeeded" as const }],
    rollbacks: { declared: 0, played: true },
    faults: [{ id: "f-1", kind: "latency", targets: ["shop-v000-aaaa"], undone: true }],
    recovery: { recoveryMs, withinMs: 30_000 },
    ...(options.arms === undefined ? {} : { comparison: options.arms }),
  };
  const order = { id, file: "shop.yaml", text: TEXT, dir: "/", variables: [], variableFiles: [] };
  const record = {
    ...{ id, mode: "strict" as const, title, seed: "42", planHash: "0123456789abcdef", facts },
    ...{ startedAtMs: STARTED_AT_MS, endedAtMs: at(6_000) },
  };
  const verdict = {
    ...isHeld
      ? { verdict: "held" as const, exitCode: 0, reason: "the steady state held at every check" }
      : {
        verdict: "deviated" as const,
        exitCode: 5,
        reason: "the steady state was left during the method",
      },
    ...{ deviated: !isHeld, undone: true, recoveryMs },
  };
  const journal = JSON.stringify(journalOf(statuses));
  return {
    order,
    progress: progressOf(title, statuses),
    finished: { order, record, verdict, journal },
    events: eventsOf(),
  };
}

/** The same run as it is seen after its first check beside the method. */
export function runningRun(): KeptRun {
  const { order, progress, events } = keptRun();
  return { order, progress: progress.slice(0, 13), events: events.slice(0, 1) };
}

function phaseOf(at: number): "before" | "during" | "after" {
  return at === 0 ? "before" : at === STATUSES.length - 1 ? "after" : "during";
}

function at(offsetMs: number): number {
  return STARTED_AT_MS + offsetMs;
}

const CHECK_AT_MS = [100, 1_100, 2_100, 5_200];

function progressOf(title: string, statuses: readonly number[]): ProgressEvent[] {
  const check = (order: number): ProgressEvent[] => {
    const phase = phaseOf(order);
    const atMs = at(CHECK_AT_MS[order] ?? 0);
    const name = "the shop answers";
    return [
      { kind: "phase", atMs: atMs - 50, phase },
      { kind: "activity-started", atMs: atMs - 50, phase, name },
      { kind: "activity-ended", atMs, phase, name, status: "succeeded" },
      { kind: "check", atMs, phase, isMet: statuses[order] === 200 },
    ];
  };
  const method = { phase: "method" as const, name: "one is slow" };
  const fault = { kind: "latency", id: "f-1", targets: ["shop-v000-aaaa"], expiresAtMs: at(4_200) };
  return [
    { kind: "started", atMs: at(10), name: title },
    ...check(0),
    { kind: "phase", atMs: at(150), phase: "method" },
    { kind: "activity-started", atMs: at(150), ...method },
    { kind: "fault-injected", atMs: at(200), ...method, data: fault },
    { kind: "activity-ended", atMs: at(210), ...method, status: "succeeded" },
    ...check(1),
    ...check(2),
    ...check(3),
    { kind: "phase", atMs: at(5_300), phase: "undo" },
    {
      kind: "fault-ended",
      atMs: at(5_350),
      name: "latency",
      status: "undone",
      data: { id: "f-1" },
    },
    { kind: "phase", atMs: at(5_400), phase: "recovery" },
    { kind: "recovered", atMs: at(5_450), data: { recoveryMs: 750 } },
    { kind: "ended", atMs: at(6_000), status: "deviated" },
  ];
}

function journalOf(statuses: readonly number[]) {
  const states = statuses.map((status, order) => ({
    steady_state_met: status === 200,
    probes: [{
      activity: { name: "the shop answers" },
      output: { status, body: `answer <b>${order}</b>` },
      start: new Date(at((CHECK_AT_MS[order] ?? 0) - 50)).toISOString(),
      duration: 0.05,
      status: "succeeded",
      tolerance_met: status === 200,
    }],
  }));
  return {
    steady_states: { before: states[0], during: states.slice(1, -1), after: states.at(-1) },
    run: [{ activity: { name: "one is slow" }, status: "succeeded", output: { id: "f-1" } }],
    rollbacks: [],
  };
}

function eventsOf(): KeptRun["events"] {
  const said = [
    [1_500, "breaker.opened", "gateway → shop", {}],
    [4_210, "fault.undone", "f-1", { kind: "latency", hits: 17 }],
    [4_900, "breaker.closed", "gateway → shop", {}],
    [5_000, "job.running", "job-1", {}],
    [-5_000, "process.gone", "shop-v000-before", {}],
  ] as const;
  return said.map(([offsetMs, kind, subject, data], seq) => ({
    ...{ seq, tsMs: at(offsetMs), kind, subject, actor: "fleet", data },
  }));
}
