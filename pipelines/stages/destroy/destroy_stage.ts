import { going, nextLookAtMs, succeeded } from "../outcomes.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";
import { groupNameOf } from "../traffic/own_group.ts";
import { giveBack, takeOff, type TakeOffState } from "../traffic/take_off.ts";

/**
 * Ends a server group: its traffic is taken off, what is under way at it ends, and then its instances do.
 *
 * The last group that gets requests is never destroyed. A cancel gives it back what it got, until its end began.
 */
export const destroyStage: StageHandler<"destroy", TakeOffState> = {
  type: "destroy",
  begin: () => ({ phase: "look" }),
  advance: async (state, scope) => {
    if (state.phase === "drained") return going({ ...state, phase: "stop" }, { wakeAtMs: 0 });
    if (state.phase === "stop") return await stop(state, scope);
    return state.phase === "gone" ? await waitUntilGone(state, scope) : await takeOff(state, scope);
  },
  cancel: giveBack,
};

async function stop(
  state: TakeOffState,
  scope: StageScope<"destroy">,
): Promise<StageStep<TakeOffState>> {
  const name = groupNameOf(scope);
  const isThere = await scope.platform.group(name) !== undefined;
  if (isThere) await scope.platform.stop(name);
  return going({ ...state, phase: "gone" }, { reason: `ends ${name}`, wakeAtMs: 0 });
}

async function waitUntilGone(
  state: TakeOffState,
  scope: StageScope<"destroy">,
): Promise<StageStep<TakeOffState>> {
  const name = groupNameOf(scope);
  const group = await scope.platform.group(name);
  if (group === undefined) return succeeded(state, { group: name });
  const reason = `${group.instances.length} instances of ${name} still end`;
  return going(state, { reason, wakeAtMs: nextLookAtMs(scope) });
}
