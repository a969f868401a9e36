import type { DeployVerdict } from "@netops/core/contracts";
import type { DeployState, Role } from "./deploy_state.ts";
import { groupKey } from "./spawn_step.ts";
import type { StepEvent, StepWork } from "./step_work.ts";

/** Why a deploy goes back. */
export interface BackReason {
  readonly verdict: DeployVerdict;
  readonly reason: string;
}

const BAD_ROLES: readonly Role[] = ["fresh", "baseline"];

/**
 * Turns a deploy round: its decision is made, and the first step back is next.
 *
 * One that cannot go back, because that failed or nothing older is there, is lost: it ends as it stands.
 */
export function turnBack(state: DeployState, why: BackReason, nowMs: number): {
  readonly state: DeployState;
  readonly events: readonly StepEvent[];
} {
  const { progress: _, ...rest } = state;
  if (state.isGoingBack) return { state: { ...rest, lost: why.reason }, events: [] };
  const decision = { ...why, atMs: nowMs };
  const events = why.verdict === "promoted" ? [] : [{ kind: "rollback", data: { ...why } }];
  const isOnly = state.plan?.old === undefined && (state.wants.fresh ?? 0) > 0;
  const lost = isOnly ? { lost: "there is no older version to go back to" } : {};
  return { state: { ...rest, decision, isGoingBack: true, at: 0, ...lost }, events };
}

/**
 * Takes groups in that were started for this deploy without its knowing, as when it was killed between the
 * start and the note of it: they are found by their keys.
 */
export function adoptGroups({ scope, state, groups }: StepWork): DeployState {
  let { names, spawned } = state;
  for (const role of BAD_ROLES) {
    const found = groups.find(({ key }) => key === groupKey(scope, role));
    if (found === undefined || names[role] === found.name) continue;
    names = { ...names, [role]: found.name };
    spawned = [...new Set([...spawned, role])];
  }
  return names === state.names ? state : { ...state, names, spawned };
}
