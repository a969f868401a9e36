import type { ServerGroupLoad } from "@netops/core/contracts";
import type { DeployStep } from "../../strategies/step.ts";
import type { Role } from "./deploy_state.ts";
import { readBooks, tooManyDropped } from "./read_books.ts";
import {
  groupOf,
  stepDone,
  type StepOutcome,
  type StepWork,
  takenBack,
  waiting,
} from "./step_work.ts";

/** A release that is bad gets no longer than this to end what it has under way. */
const BAD_DRAIN_MS = 10_000;
const LOOK_MS = 200;

/**
 * Waits until nothing is under way at a group.
 *
 * In the end a group of a good version is kept as it is, and one of a bad version is ended all the same.
 */
export async function drainStep(
  work: StepWork,
  step: Extract<DeployStep, { kind: "drain" }>,
): Promise<StepOutcome> {
  const { scope: { platform, nowMs }, state } = work;
  const role = step.group as Role;
  const group = groupOf(work, role);
  if (group === undefined) return drained(work, role);
  const isBad = role === "fresh" ? state.isGoingBack : isBadOld(work, role);
  const { drainMs } = work.settings;
  const untilMs = state.progress?.untilMs ??
    nowMs + (isBad ? Math.min(drainMs, BAD_DRAIN_MS) : drainMs);
  const load = await platform.load(group.name);
  if (load.isDrained) return drained(work, role);
  if (nowMs < untilMs) {
    const reason = `${group.name} has ${loadWords(load)}`;
    return waiting(reason, { progress: { untilMs }, wakeAtMs: nowMs + LOOK_MS });
  }
  return isBad ? cut(work, load) : kept(work, role, load);
}

/** In a rollback stage the group that is left is the bad one. */
function isBadOld({ settings }: StepWork, role: Role): boolean {
  return role === "old" && settings.isOldBad === true;
}

async function drained(work: StepWork, role: Role): Promise<StepOutcome> {
  const { state } = work;
  const events = [{ kind: "drained", data: { group: state.names[role], role } }];
  if (role !== "old" || state.ledger === undefined) return stepDone({ events });
  const books = await readBooks(work);
  const reason = tooManyDropped(work, books);
  return reason === undefined
    ? stepDone({ change: books, events })
    : takenBack(reason, { change: books });
}

function cut({ state }: StepWork, load: ServerGroupLoad): StepOutcome {
  const note = `${load.name} was ended with ${loadWords(load)}`;
  const data = { group: load.name, inFlight: load.inFlight, sockets: load.sockets };
  return stepDone({
    change: { notes: [...state.notes, note] },
    events: [{ kind: "cut", data }],
  });
}

function kept({ state }: StepWork, role: Role, load: ServerGroupLoad): StepOutcome {
  const note = `${load.name} is kept: ${loadWords(load)} are still there`;
  const data = { group: load.name, role, inFlight: load.inFlight, sockets: load.sockets };
  return stepDone({
    change: { kept: [...state.kept, role], notes: [...state.notes, note] },
    events: [{ kind: "kept", data }],
  });
}

/** What is under way, for people: `3 requests, 1 WebSocket`. */
export function loadWords({ inFlight, sockets, silent }: ServerGroupLoad): string {
  const known = `${count(inFlight, "request")}, ${count(sockets, "WebSocket")}`;
  return silent.length === 0 ? known : `${known} (${silent.join(", ")} did not say)`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
