import type { FaultView, RunDocument, RunProgress } from "@netops/core/contracts";
import type { RunView } from "../../chaos/chaos_values.ts";
import type { KnownEvent } from "../../telemetry/known_event.ts";

/** A stretch of a run; `start` and `width` are 0..1 of its axis. */
export interface TimelineBar {
  readonly name: string;
  readonly fromMs: number;
  /** Left out while it goes on. */
  readonly toMs?: number;
  readonly start: number;
  readonly width: number;
}

/** A fault as a bar. */
export interface FaultBar extends TimelineBar {
  readonly id: string;
  readonly targets: readonly string[];
  readonly state: FaultView["state"];
  readonly hits?: number;
  readonly endReason?: string;
  readonly left: readonly { readonly what: string; readonly where: string; readonly fix: string }[];
}

/** One look at the steady state. */
export interface CheckMark {
  readonly atMs: number;
  readonly at: number;
  readonly phase: string;
  readonly isMet: boolean;
}

/** One activity of the method or the rollbacks. */
export interface ActivityBar extends TimelineBar {
  readonly phase: string;
  /** Left out while it goes on. */
  readonly status?: string;
}

/** What is drawn of a run, all on one axis. */
export interface RunTimeline {
  readonly fromMs: number;
  readonly toMs: number;
  readonly phases: readonly TimelineBar[];
  readonly activities: readonly ActivityBar[];
  readonly checks: readonly CheckMark[];
  readonly faults: readonly FaultBar[];
  readonly events: readonly KnownEvent[];
  /** Where now is, 0..1; left out after the end. */
  readonly now?: number;
}

/** Checks during the method go on beside it: they are no phase of their own. */
const BESIDE = "during";
const SHORTEST_MS = 1_000;
/** So much of what was, as a share, stays free right of now: it is seen that more may come. */
const ROOM = 0.08;

/** Puts a run on one axis, from its start to its end or, while it goes on, to now. */
export function runTimeline({ run, events }: RunView, nowMs: number): RunTimeline {
  const { progress } = run;
  const fromMs = run.startedAtMs ?? progress[0]?.atMs ?? nowMs;
  const isRunning = run.state === "running";
  const endMs = isRunning ? nowMs : run.endedAtMs ?? progress.at(-1)?.atMs ?? nowMs;
  const roomMs = isRunning ? (endMs - fromMs) * ROOM : 0;
  const toMs = Math.max(endMs + roomMs, fromMs + SHORTEST_MS);
  const axis: Axis = { fromMs, toMs, endMs, isRunning };
  return {
    ...{ fromMs, toMs, events: events.filter(({ tsMs }) => tsMs >= fromMs && tsMs <= toMs) },
    phases: phasesOf(progress, axis),
    activities: activitiesOf(progress, axis),
    checks: progress.filter(({ kind }) => kind === "check").map(({ atMs, phase = "", isMet }) => ({
      ...{ atMs, at: placeOf(atMs, axis), phase, isMet: isMet === true },
    })),
    faults: faultsOf(run, events, axis),
    ...(isRunning ? { now: placeOf(nowMs, axis) } : {}),
  };
}

interface Axis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly endMs: number;
  readonly isRunning: boolean;
}

function placeOf(atMs: number, { fromMs, toMs }: Axis): number {
  return Math.min(1, Math.max(0, (atMs - fromMs) / (toMs - fromMs)));
}

function barOf(
  { name, fromMs, toMs }: { name: string; fromMs: number; toMs: number | undefined },
  axis: Axis,
): TimelineBar {
  const start = placeOf(fromMs, axis);
  const width = Math.max(0, placeOf(toMs ?? axis.endMs, axis) - start);
  return { name, fromMs, start, width, ...(toMs === undefined ? {} : { toMs }) };
}

/** Where what has no end of its own ends: nowhere yet while the run goes on. */
function lastOf({ isRunning, endMs }: Axis): number | undefined {
  return isRunning ? undefined : endMs;
}

function nameOf({ data, name = "" }: RunProgress): string {
  return String(data?.["kind"] ?? name);
}

function phasesOf(progress: readonly RunProgress[], axis: Axis): TimelineBar[] {
  const begun = progress.filter(({ kind, phase }) =>
    kind === "phase" && phase !== undefined && phase !== BESIDE
  );
  return begun.map(({ phase = "", atMs }, index) => {
    const toMs = begun[index + 1]?.atMs ?? lastOf(axis);
    return barOf({ name: phase, fromMs: atMs, toMs }, axis);
  });
}

function activitiesOf(progress: readonly RunProgress[], axis: Axis): ActivityBar[] {
  const shown = progress.filter(({ phase }) => phase === "method" || phase === "rollbacks");
  const taken = new Set<RunProgress>();
  return shown.filter(({ kind }) => kind === "activity-started").map((begun) => {
    const { name = "", phase = "", atMs } = begun;
    const ended = shown.find((one) =>
      one.kind === "activity-ended" && one.name === name && one.phase === phase &&
      one.atMs >= atMs && !taken.has(one)
    );
    if (ended !== undefined) taken.add(ended);
    return {
      ...barOf({ name, fromMs: atMs, toMs: ended?.atMs ?? lastOf(axis) }, axis),
      phase,
      ...(ended?.status === undefined ? {} : { status: ended.status }),
    };
  });
}

/** What the guardian knows goes first; it forgets when it is started anew, then the time line and the run tell. */
function faultsOf(
  { progress, faults }: RunDocument,
  events: readonly KnownEvent[],
  axis: Axis,
): FaultBar[] {
  return progress.filter(({ kind }) => kind === "fault-injected").map((injected) => {
    const id = String(injected.data?.["id"] ?? "");
    const known = faults.find((fault) => fault.id === id);
    if (known !== undefined) return knownBar(known, axis);
    const of = (kind: string) => events.find((one) => one.kind === kind && one.subject === id);
    const begun = of("fault.injected");
    const over = of("fault.undone");
    const ended = progress.find((one) => one.kind === "fault-ended" && one.data?.["id"] === id);
    const toMs = over?.tsMs ?? ended?.atMs ?? lastOf(axis);
    const targets = begun?.data["targets"];
    const hits = over?.data["hits"];
    const isUndone = over !== undefined || ended?.status === "undone";
    return {
      ...barOf({ name: nameOf(injected), fromMs: injected.atMs, toMs }, axis),
      ...{ id, left: [], targets: Array.isArray(targets) ? targets.map(String) : [] },
      state: isUndone ? "undone" : ended === undefined ? "active" : "undo-failed",
      ...(typeof hits === "number" ? { hits } : {}),
    };
  });
}

function knownBar(fault: FaultView, axis: Axis): FaultBar {
  const { id, kind, startedAtMs, endedAtMs, state, hits, endReason, left = [] } = fault;
  return {
    ...barOf({ name: kind, fromMs: startedAtMs, toMs: endedAtMs }, axis),
    ...{ id, state, left, targets: fault.targets.map(({ instance }) => instance) },
    ...(hits === undefined ? {} : { hits }),
    ...(endReason === undefined ? {} : { endReason }),
  };
}
