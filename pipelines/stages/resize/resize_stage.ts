import type { ServerGroupView } from "@netops/core/contracts";
import {
  canceled,
  failAndTakeBack,
  failed,
  going,
  nextLookAtMs,
  succeeded,
  waitedMsOf,
} from "../outcomes.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";
import { mayShrink, readTraffic } from "../traffic/change_traffic.ts";
import { findOwnGroup, groupNameOf, READY_MS, troubleOf } from "../traffic/own_group.ts";

/** How far it is, and how many instances there were before. */
export interface ResizeState {
  readonly phase: "look" | "resize" | "wait";
  readonly before?: number;
}

/**
 * Sets how many instances a server group has, and waits until there are as many and all healthy.
 *
 * A group that gets requests is never left without an instance. A cancel, and a failure, give it as many as it had.
 */
export const resizeStage: StageHandler<"resize", ResizeState> = {
  type: "resize",
  begin: () => ({ phase: "look" }),
  advance: async (state, scope) => {
    const found = await findOwnGroup(scope);
    if ("why" in found) return failed(state, found.why);
    const { group } = found;
    if (state.phase === "wait") return judge(state, scope, group);
    const why = await whyNot(scope, group);
    if (why !== undefined) return failed(state, why);
    if (state.phase === "look") {
      return going({ phase: "resize", before: group.desired }, { wakeAtMs: 0 });
    }
    await scope.platform.resize(group.name, scope.spec.replicas);
    return going({ ...state, phase: "wait" }, { wakeAtMs: nextLookAtMs(scope) });
  },
  cancel: async (state, scope) => {
    const { before } = state;
    const name = groupNameOf(scope);
    const group = before === undefined ? undefined : await scope.platform.group(name);
    if (before === undefined || group === undefined || group.desired === before) {
      return canceled(state);
    }
    await scope.platform.resize(name, before);
    return canceled(state, `${name} has ${before} instances again, as before`);
  },
};

async function whyNot(
  { spec, platform }: StageScope<"resize">,
  group: ServerGroupView,
): Promise<string | undefined> {
  const { replicas } = spec;
  const { name, isPortFixed } = group;
  if (isPortFixed && replicas > 1) {
    return `${name} has a fixed port, which one instance can hold; take "port" out of netops.yaml for more`;
  }
  // Without a share no switch of a route is at stake, and an app may be behind no route at all.
  if (group.shareRatio === 0) return undefined;
  if (replicas === 0) return `refused: ${name} gets requests; disable it first`;
  const verdict = mayShrink(await readTraffic(platform, group), name, { left: replicas });
  return verdict.isAllowed ? undefined : `refused by the traffic guard: ${verdict.reason}`;
}

function judge(
  state: ResizeState,
  scope: StageScope<"resize">,
  group: ServerGroupView,
): StageStep<ResizeState> {
  const { replicas } = scope.spec;
  const { name, up, desired, instances } = group;
  const isDone = desired === replicas && up === replicas && instances.length === replicas;
  if (isDone) return succeeded(state, { group: name, replicas });
  const trouble = troubleOf(group);
  if (trouble !== undefined) failAndTakeBack(trouble);
  const reason = desired === replicas
    ? `${up} of ${replicas} instances of ${name} are healthy, ${instances.length} are there`
    : `somebody else set ${name} to ${desired} instances meanwhile`;
  if (desired !== replicas) return failed(state, reason);
  if (waitedMsOf(scope) >= READY_MS) failAndTakeBack(`${reason} after ${READY_MS / 1_000} s`);
  return going(state, { reason, wakeAtMs: nextLookAtMs(scope) });
}
