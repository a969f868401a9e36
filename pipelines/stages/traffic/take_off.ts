import { NetopsError } from "@netops/core";
import { canceled, failAndTakeBack, failed, going, nextLookAtMs } from "../outcomes.ts";
import type { StageStep } from "../stage_handler.ts";
import { changeTraffic, mayShrink, readTraffic } from "./change_traffic.ts";
import { DRAIN_MS, findOwnGroup, groupNameOf, type GroupScope } from "./own_group.ts";
import { type GroupTraffic, isServing } from "./route_weight.ts";

/** How far a group is on its way out. */
export interface TakeOffState {
  readonly phase: "look" | "switch" | "drain" | "drained" | "stop" | "gone";
  /** What it got before, where it got something. */
  readonly before?: GroupTraffic;
  readonly epoch?: number;
  readonly drainsSinceMs?: number;
}

const NOTHING: GroupTraffic = { weight: 0, rules: [] };

/** Takes the traffic off a group, step by step, until its phase is `drained`. */
export async function takeOff(
  state: TakeOffState,
  scope: GroupScope,
): Promise<StageStep<TakeOffState>> {
  if (state.phase === "drain") return await waitUntilDrained(state, scope);
  const found = await findOwnGroup(scope);
  if ("why" in found) return failed(state, found.why);
  const { group } = found;
  const view = await readTraffic(scope.platform, group);
  const draining = { ...state, phase: "drain", drainsSinceMs: scope.nowMs } as const;
  if (!isServing(view.own)) return going({ ...draining, epoch: view.epoch }, { wakeAtMs: 0 });
  const verdict = mayShrink(view, group.name);
  if (!verdict.isAllowed) return failed(state, refusal(group.name, verdict.reason));
  if (state.phase === "look") {
    return going({ ...state, phase: "switch", before: view.own }, { wakeAtMs: 0 });
  }
  const epoch = await changeTraffic(scope.platform, view, { group: group.name, to: NOTHING });
  return going({ ...draining, epoch }, {
    reason: `${group.name} gets no more requests`,
    wakeAtMs: 0,
  });
}

async function waitUntilDrained(
  state: TakeOffState,
  scope: GroupScope,
): Promise<StageStep<TakeOffState>> {
  const { platform, nowMs } = scope;
  const name = groupNameOf(scope);
  if (await platform.group(name) === undefined) {
    return going({ ...state, phase: "drained" }, { wakeAtMs: 0 });
  }
  const { isDrained, inFlight, sockets, silent } = await platform.load(name);
  if (isDrained) return going({ ...state, phase: "drained" }, { wakeAtMs: 0 });
  const left = silent.length > 0
    ? `${silent.join(", ")} did not say that nothing goes to ${name} any more`
    : `${name} still has ${inFlight} requests and ${sockets} WebSockets under way`;
  if (nowMs - (state.drainsSinceMs ?? nowMs) < DRAIN_MS) {
    return going(state, { reason: left, wakeAtMs: nextLookAtMs(scope) });
  }
  return failAndTakeBack(`${left} after ${DRAIN_MS / 1_000} s`);
}

/** Gives a group back what it got before, as far as the stage took it away. */
export async function giveBack(
  state: TakeOffState,
  scope: GroupScope,
): Promise<StageStep<TakeOffState>> {
  const { before } = state;
  const name = groupNameOf(scope);
  if (before === undefined) return canceled(state);
  if (state.phase === "stop" || state.phase === "gone") {
    return canceled(
      state,
      `${name} gets no requests and may have ended: that cannot be taken back`,
    );
  }
  const group = await scope.platform.group(name);
  if (group === undefined) return canceled(state, `${name} is gone`);
  const view = await readTraffic(scope.platform, group);
  if (isServing(view.own)) return canceled(state);
  try {
    await changeTraffic(scope.platform, view, { group: name, to: before, least: 1 });
    return canceled(state, `${name} gets requests again, as before`);
  } catch (error) {
    if (!(error instanceof NetopsError) || error.code !== "REFUSED") throw error;
    return canceled(state, `${name} was left without requests: ${error.message}`);
  }
}

function refusal(name: string, reason: string): string {
  return `refused by the traffic guard: ${reason}; enable another group first, or keep ${name}`;
}
