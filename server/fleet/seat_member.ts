import type { Clock, Rng } from "@netops/core";
import type { Group, Member, Seat, SeatAddress } from "./model.ts";
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
 * Makes the next holder of a seat: an id of its own and a port that nobody has. An individual has the
 * same id and the same address every time.
 *
 * @throws {NetopsError} PORT_TAKEN when no port is left, or somebody else listens on the seat's own.
 */
export function seatMember(group: Group, seat: Seat, options: SeatMemberOptions): Member {
  const { clock } = options;
  const id = seat.individual?.id ?? drawId(group, options);
  const nowMs = clock.monotonicMs();
  return {
    id,
    group: group.name,
    slot: seat.slot,
    region: seat.region,
    zone: seat.zone,
    ...addressOf(group, seat, { ...options, id }),
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

function drawId(group: Group, { rng, isTaken }: SeatMemberOptions): string {
  let id = "";
  do id = `${group.name}-${rng.hex(2)}`; while (isTaken(id));
  return id;
}

function addressOf(
  group: Group,
  seat: Seat,
  options: SeatMemberOptions & { readonly id: string },
): SeatAddress {
  const { ports, host, id } = options;
  if (seat.address !== undefined) {
    ports.refuseListened(seat.address.port, seat.address.host);
    return seat.address;
  }
  if (seat.individual !== undefined) {
    const own = seat.individual.host;
    // The seat owns them, not its holder: they are never lent to anybody else.
    const owner = `${group.name}/${seat.slot}`;
    const [port, adminPort] = [ports.take(owner, own), ports.take(owner, own)];
    return seat.address = { host: own, port, adminPort };
  }
  const port = takePort(group, id, ports);
  // What strangers call there must not reach our own routes.
  const hasAdminPort = ["gateway", "link"].includes(group.manifest.app);
  return { host, port, adminPort: hasAdminPort ? ports.take(id) : port };
}

function takePort(group: Group, id: string, ports: PortPool): number {
  const fixed = group.manifest.port;
  if (fixed === undefined) return ports.take(id);
  // Gateways share one port among themselves: the app is its owner, not the instance.
  const isShared = group.manifest.app === "gateway";
  ports.takeFixed(fixed, isShared ? "gateway" : id, { shared: isShared });
  return fixed;
}
