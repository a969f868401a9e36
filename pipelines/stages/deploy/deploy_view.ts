import type { DeployDetail, DeployGroup, DeployVerdict } from "@netops/core/contracts";
import type { StageOutputs } from "../stage_handler.ts";
import type { DeployState, Role } from "./deploy_state.ts";
import { requestsOf, sinceMove, totalOf } from "./ledger_book.ts";
import type { PlanStep } from "./plan_step.ts";
import { droppedSoFar } from "./read_books.ts";
import type { StepWork } from "./step_work.ts";

const ROLES: readonly Role[] = ["old", "baseline", "fresh"];

/** How far a deploy is, for others to see. */
export function deployDetail(work: StepWork, steps: readonly PlanStep[]): DeployDetail {
  const { plan, state } = work;
  const { at, isGoingBack, looks, probes, progress, epoch } = state;
  const count = steps.length;
  return {
    ...{ strategy: plan.strategy, looks },
    step: steps[Math.min(at, count - 1)]?.kind ?? "ready",
    ...{ stepNumber: Math.min(at + 1, count), stepCount: count, isRollingBack: isGoingBack },
    groups: ROLES.flatMap((role) => groupDetail(work, role)),
    ...{ dropped: droppedSoFar(state), requests: requestsOf(state.ledger) },
    failedByRelease: failedByRelease(state),
    ...{ probesSent: probes.sent, probesLost: probes.lost },
    ...(progress?.untilMs === undefined ? {} : { untilMs: progress.untilMs }),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

function groupDetail({ state, plan, groups }: StepWork, role: Role): readonly DeployGroup[] {
  const name = state.names[role];
  if (name === undefined) return [];
  const view = groups.find((group) => group.name === name);
  const version = view?.version ?? (role === "fresh" ? undefined : plan.old?.version);
  const actualPercent = actualOf(state, name);
  return [{
    ...{ name, role, desired: view?.desired ?? 0, up: view?.up ?? 0 },
    wantPercent: state.wants[role] ?? 0,
    ...(version === undefined ? {} : { version }),
    ...(actualPercent === undefined ? {} : { actualPercent }),
  }];
}

/** Percent of the requests that it got since traffic moved; undefined before there were any. */
function actualOf({ ledger }: DeployState, name: string): number | undefined {
  if (ledger === undefined) return undefined;
  const count = (group: string) => {
    const { answered, dropped } = sinceMove(ledger, group);
    return answered + dropped;
  };
  const all = ledger.groups.reduce((sum, group) => sum + count(group), 0);
  return all === 0 ? undefined : Math.round(1_000 * count(name) / all) / 10;
}

/** Requests that the new version answered with a failure, or not at all. */
export function failedByRelease({ ledger, names }: DeployState): number {
  const { failed, dropped } = totalOf(ledger, names.fresh);
  return failed + dropped;
}

/** What a deploy gives out. */
export function deployOutputs(
  { state, plan, groups }: StepWork,
  verdict: DeployVerdict,
): StageOutputs {
  const { names, ledger, decision } = state;
  const isBack = state.isGoingBack && state.lost === undefined;
  const serves = isBack ? names.old : names.fresh;
  const version = groups.find(({ name }) => name === serves)?.version ?? plan.old?.version;
  const fromMs = state.trafficAtMs ?? state.spawnedAtMs;
  return {
    ...(serves === undefined ? {} : { group: serves }),
    ...(plan.old === undefined ? {} : { from: plan.old.name }),
    ...(names.fresh === undefined ? {} : { to: names.fresh }),
    ...(names.baseline === undefined ? {} : { baseline: names.baseline }),
    ...(version === undefined ? {} : { version }),
    ...{ verdict, dropped: droppedSoFar(state), requests: requestsOf(ledger) },
    usersHit: failedByRelease(state),
    ...(decision === undefined || fromMs === undefined
      ? {}
      : { timeToVerdictMs: Math.max(0, decision.atMs - fromMs) }),
  };
}
