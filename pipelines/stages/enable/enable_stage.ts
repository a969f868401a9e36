import { NetopsError } from "@netops/core";
import type { ServerGroupView } from "@netops/core/contracts";
import { canceled, failed, going, nextLookAtMs, succeeded, waitedMsOf } from "../outcomes.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";
import { changeTraffic, mayShrink, readTraffic } from "../traffic/change_traffic.ts";
import { findOwnGroup, groupNameOf, READY_MS, troubleOf } from "../traffic/own_group.ts";
import { fairWeight, isServing } from "../traffic/route_weight.ts";

/** How far it is: looked at, to be switched, or switched with this epoch. */
export interface EnableState {
  readonly phase: "look" | "switch" | "settle";
  readonly epoch?: number;
  /** This stage gave it its requests, or may have. */
  readonly isOurs?: boolean;
}

/**
 * Gives a server group requests, as many for each of its instances as those beside it get.
 *
 * It waits until all of it is healthy, and is done when everybody routes by the new epoch. A cancel takes the
 * requests away again, unless nobody else would answer them.
 */
export const enableStage: StageHandler<"enable", EnableState> = {
  type: "enable",
  begin: () => ({ phase: "look" }),
  advance: async (state, scope) => {
    if (state.phase === "settle") return await waitUntilSettled(state, scope);
    const found = await findOwnGroup(scope);
    return "why" in found ? failed(state, found.why) : await enable(state, scope, found.group);
  },
  cancel: takeBack,
};

async function enable(
  state: EnableState,
  scope: StageScope<"enable">,
  group: ServerGroupView,
): Promise<StageStep<EnableState>> {
  const { platform } = scope;
  const { name, desired } = group;
  const view = await readTraffic(platform, group);
  if (isServing(view.own)) {
    return going({ ...state, phase: "settle", epoch: view.epoch }, { wakeAtMs: 0 });
  }
  const notYet = whyNotReady(group);
  if (notYet !== undefined) return waitOrFail(state, scope, notYet);
  if (state.phase === "look") {
    return going({ phase: "switch", isOurs: true }, { wakeAtMs: 0 });
  }
  const to = { weight: fairWeight(view.route, name, view.groups), rules: view.own.rules };
  try {
    const epoch = await changeTraffic(platform, view, { group: name, to, least: desired });
    return going({ ...state, phase: "settle", epoch }, { wakeAtMs: 0 });
  } catch (error) {
    if (!(error instanceof NetopsError) || error.code !== "REFUSED") throw error;
    return waitOrFail(state, scope, { why: error.message, isFinal: false });
  }
}

function whyNotReady(group: ServerGroupView) {
  const { name, desired, up } = group;
  const trouble = troubleOf(group);
  if (trouble !== undefined) return { why: trouble, isFinal: true };
  if (desired === 0) return { why: `${name} has no instances: resize it first`, isFinal: true };
  if (up >= desired) return undefined;
  return { why: `${up} of ${desired} instances of ${name} are healthy`, isFinal: false };
}

function waitOrFail(
  state: EnableState,
  scope: StageScope<"enable">,
  { why, isFinal }: { readonly why: string; readonly isFinal: boolean },
): StageStep<EnableState> {
  if (isFinal) return failed(state, why);
  if (waitedMsOf(scope) >= READY_MS) return failed(state, `${why} after ${READY_MS / 1_000} s`);
  return going(state, { reason: `waits: ${why}`, wakeAtMs: nextLookAtMs(scope) });
}

async function waitUntilSettled(
  state: EnableState,
  scope: StageScope<"enable">,
): Promise<StageStep<EnableState>> {
  const epoch = state.epoch ?? 0;
  const { isSettled, silent } = await scope.platform.settled(epoch);
  if (isSettled) return succeeded(state, { group: groupNameOf(scope), epoch });
  const reason = `waits until ${silent.join(", ")} route by epoch ${epoch}`;
  return going(state, { reason, wakeAtMs: nextLookAtMs(scope) });
}

async function takeBack(
  state: EnableState,
  scope: StageScope<"enable">,
): Promise<StageStep<EnableState>> {
  if (state.isOurs !== true) return canceled(state);
  const name = groupNameOf(scope);
  const group = await scope.platform.group(name);
  if (group === undefined) return canceled(state);
  const view = await readTraffic(scope.platform, group);
  if (!isServing(view.own)) return canceled(state);
  const verdict = mayShrink(view, name);
  if (!verdict.isAllowed) return canceled(state, `${name} keeps its requests: ${verdict.reason}`);
  await changeTraffic(scope.platform, view, { group: name, to: { weight: 0, rules: [] } });
  return canceled(state, `${name} gets no requests again, as before`);
}
