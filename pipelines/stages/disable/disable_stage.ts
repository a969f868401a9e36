import { succeeded } from "../outcomes.ts";
import type { StageHandler } from "../stage_handler.ts";
import { groupNameOf } from "../traffic/own_group.ts";
import { giveBack, takeOff, type TakeOffState } from "../traffic/take_off.ts";

/**
 * Takes the traffic off a server group and keeps its instances.
 *
 * It is done when nothing is under way at it any more, as every gateway says. The last group that gets requests is
 * never disabled; a cancel gives back what it got.
 */
export const disableStage: StageHandler<"disable", TakeOffState> = {
  type: "disable",
  begin: () => ({ phase: "look" }),
  advance: async (state, scope) => {
    if (state.phase !== "drained") return await takeOff(state, scope);
    return succeeded(state, { group: groupNameOf(scope), epoch: state.epoch ?? 0 });
  },
  cancel: giveBack,
};
