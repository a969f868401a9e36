import type { GroupSource, ServerGroupView } from "@netops/core/contracts";
import type { DeployStep } from "../../strategies/step.ts";
import type { DeployState, Role } from "./deploy_state.ts";
import { stepDone, type StepOutcome, type StepWork } from "./step_work.ts";

/** The key by which a group of a deploy is started once, and found again. */
export function groupKey({ key }: { readonly key: string }, role: Role | "restored"): string {
  return `${key}/${role}`;
}

/** Starts a group without requests; killed after that, it finds the same group by its key. */
export async function spawnStep(
  work: StepWork,
  step: Extract<DeployStep, { kind: "spawn" }>,
): Promise<StepOutcome> {
  const { scope, plan, state } = work;
  const role = step.group as Role;
  const source = sourceOf(work, step);
  const view = await scope.platform.spawn({
    ...{ key: groupKey(scope, role), app: scope.app, source, replicas: step.replicas },
    ...(role === "baseline" ? { detail: "baseline" } : {}),
  });
  const change = spawnedChange(state, { role, view, nowMs: scope.nowMs });
  const { name, version } = view;
  const events = [{
    kind: "spawned",
    data: { group: name, role, version, replicas: step.replicas },
  }];
  if (role !== "fresh" || !plan.mayBeUnchanged || version !== plan.old?.version) {
    return stepDone({ change, events });
  }
  const reason = unchangedReason(plan.old.name);
  return { next: "back", verdict: "promoted", reason, change, events };
}

/** What a deploy of the very version that serves comes to. */
export function unchangedReason(serving: string): string {
  return `unchanged: ${serving} serves this version already`;
}

/** What is remembered of a group that was started. */
export function spawnedChange(
  { names, spawned, spawnedAtMs }: DeployState,
  { role, view, nowMs }: {
    readonly role: Role;
    readonly view: Pick<ServerGroupView, "name">;
    readonly nowMs: number;
  },
): Partial<DeployState> {
  return {
    names: { ...names, [role]: view.name },
    spawned: [...new Set([...spawned, role])],
    spawnedAtMs: spawnedAtMs ?? nowMs,
  };
}

function sourceOf(
  { plan, state }: StepWork,
  { version }: Extract<DeployStep, { kind: "spawn" }>,
): GroupSource {
  const old = { kind: "group", name: plan.old?.name ?? state.names.old ?? "" } as const;
  return version === "old" ? old : plan.source ?? old;
}
