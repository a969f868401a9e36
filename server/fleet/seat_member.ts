import type { Clock, Rng } from "@netops/core";
import type { Group, Member, Seat } from "./model.ts";
import type { PortPool } from "./port_pool.ts";

/** What seating works with. */
export interface SeatMemberOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly ports: PortPool;
  readonly host: string;
  isTaken(id: string): boolean;
}

/**
 * Makes the next holder of a seat: an id of its own and a port that nobody has.
 *
 * @throws {NetopsError} PORT_TAKEN when no port is left.
 */
export function seatMember(group: Group, seat: Seat, options: SeatMemberOptions): Member {
  const { clock, rng, isTaken } = options;
  let id = "";
  do id = `${group.name}-${rng.hex(2)}`; while (isTaken(id));
  const nowMs = clock.monotonicMs();
  const port = takePort(group, id, options.ports);
  const hasAdminPort = group.manifest.app === "gateway";
  return {
    id,
    group: group.name,
    slot: seat.slot,
    region: seat.region,
    zone: seat.zone,
    host: options.host,
    port,
    adminPort: hasAdminPort ? options.ports.take(id) : port,
    startedAtMs: clock.nowMs(),
    pid: 0,
    startMark: "",
    phase: { kind: "spawning", sinceMs: nowMs },
    nextProbeMs: nowMs,
    probing: false,
    failedProbes: 0,
    probeReason: undefined,
    upSinceMs: undefined,
  };
}

function takePort(group: Group, id: string, options: PortPool): number {
  const fixed = group.manifest.port;
  if (fixed === undefined) return options.take(id);
  // Gateways share one port among themselves: the app is its owner, not the instance.
  const isShared = group.manifest.app === "gateway";
  options.takeFixed(fixed, isShared ? "gateway" : id, { shared: isShared });
  return fixed;
}
