import type { Member } from "./model.ts";
import type { Supervisor } from "./supervisor.ts";

/** Gateways that have served and are still there, also those that stop: requests may be under way in each. */
export function livingGateways(supervisor: Pick<Supervisor, "world" | "groupOf">): Member[] {
  return [...supervisor.world.members.values()].filter((member) =>
    member.upSinceMs !== undefined && supervisor.groupOf(member)?.manifest.app === "gateway"
  );
}
