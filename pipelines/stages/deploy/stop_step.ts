import { toNetopsError } from "@netops/core";
import type { DeployStep } from "../../strategies/step.ts";
import type { Role } from "./deploy_state.ts";
import { groupOf, stepDone, type StepOutcome, type StepWork, waiting } from "./step_work.ts";

const GONE_MS = 30_000;
const LOOK_MS = 200;

/** Ends a group and waits until it is gone; one that is kept, or gone already, is let be. */
export async function stopStep(
  work: StepWork,
  step: Extract<DeployStep, { kind: "stop" }>,
): Promise<StepOutcome> {
  const { scope: { platform, nowMs }, state } = work;
  const role = step.group as Role;
  const name = state.names[role];
  if (state.kept.includes(role) || name === undefined) return stepDone();
  const { progress = {} } = state;
  if (groupOf(work, role) === undefined) {
    return stepDone({ events: [{ kind: "stopped", data: { group: name, role } }] });
  }
  const reason = `${name} ends`;
  const wakeAtMs = nowMs + LOOK_MS;
  if (progress.isStopAsked === true) {
    const { untilMs = 0 } = progress;
    if (nowMs < untilMs) return waiting(reason, { progress, wakeAtMs });
    const note = `${name} has not ended after ${GONE_MS / 1_000} s; fleet goes on ending it`;
    return stepDone({ change: { notes: [...state.notes, note] } });
  }
  try {
    await platform.stop(name);
  } catch (thrown) {
    return refused(work, role, thrown);
  }
  return waiting(reason, { progress: { isStopAsked: true, untilMs: nowMs + GONE_MS }, wakeAtMs });
}

/** Somebody gave it requests again: what serves is not ended. */
function refused({ state }: StepWork, role: Role, thrown: unknown): StepOutcome {
  const error = toNetopsError(thrown);
  if (error.code === "NOT_FOUND") return stepDone();
  if (error.code !== "REFUSED") throw thrown;
  const note = `${state.names[role]} is kept: ${error.message}`;
  const events = [{ kind: "kept", data: { group: state.names[role], role } }];
  return stepDone({
    change: { kept: [...state.kept, role], notes: [...state.notes, note] },
    events,
  });
}
