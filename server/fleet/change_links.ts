import type { Clock, Timer } from "@netops/core";
import type { LinkChange, LinkChanged } from "@netops/core/contracts";
import { appOf, type FleetParts } from "./parts.ts";

const LOOK_MS = 10;
const ACK_DEADLINE_MS = 1_000;

/** Changes a link and waits, for a second at most, until every living gateway dials by it. */
export async function changeLinks(
  change: LinkChange,
  parts: FleetParts,
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
): Promise<LinkChanged> {
  const { routes, supervisor } = parts;
  routes.link(change.from, change.to);
  const { epoch } = routes.snapshot;
  const missing = () => {
    const gateways = [...supervisor.world.members.values()]
      .filter((member) => appOf(supervisor, member) === "gateway" && member.phase.kind === "up")
      .map((member) => member.id);
    return routes.missingAcks(epoch, gateways);
  };
  // By the clock: on a machine that is busy a sleep takes longer than it says.
  const endMs = clock.monotonicMs() + ACK_DEADLINE_MS;
  while (missing().length > 0 && clock.monotonicMs() < endMs) await timer.sleep(LOOK_MS);
  return { epoch, missing: missing() };
}
