import type { Group, Member, Seat, World } from "./model.ts";

/** The next thing to do; derived from the world alone, so a lost one is found again at the next look. */
export type Action =
  | { readonly kind: "spawn"; readonly group: string; readonly slot: number }
  | { readonly kind: "probe"; readonly id: string }
  | {
    readonly kind: "stop";
    readonly id: string;
    readonly reason: string;
    /** Counts as a death of the service. */
    readonly failed: boolean;
  }
  | { readonly kind: "kill"; readonly id: string };

/** Whether a fault holds an instance, so that fleet leaves it alone. */
export type IsLeased = (id: string) => boolean;

/** Whether a fault keeps a seat (`group/slot`) empty. */
export type IsSeatHeld = (seat: string) => boolean;

/** What planning may be told besides. */
export interface PlanOptions {
  readonly isLeased?: IsLeased | undefined;
  readonly isSeatHeld?: IsSeatHeld | undefined;
}

/** How many liveness checks in a row may fail. */
export const FAILED_PROBES_TO_DOWN = 3;

/** How long an instance may stay DOWN before it is replaced. */
export const DOWN_GRACE_MS = 1_000;

/**
 * Says what to do so that every group gets what is desired.
 *
 * Pure. A seat has at most one living holder; a stopping holder keeps its seat until it is gone, so
 * that a fixed port never has two owners.
 */
export function plan(world: World, nowMs: number, options: PlanOptions = {}): Action[] {
  const actions: Action[] = [];
  const bySeat = new Map<string, Member>();
  for (const member of world.members.values()) {
    bySeat.set(`${member.group}/${member.slot}`, member);
    const action = planMember(world, member, {
      nowMs,
      leased: options.isLeased?.(member.id) ?? false,
    });
    if (action !== undefined) actions.push(action);
  }
  if (world.stopping) return actions;
  for (const group of world.groups.values()) {
    for (const seat of wantedSeats(group)) {
      const name = `${group.name}/${seat.slot}`;
      const free = !bySeat.has(name) && options.isSeatHeld?.(name) !== true;
      if (free && nowMs >= seat.notBeforeMs) {
        actions.push({ kind: "spawn", group: group.name, slot: seat.slot });
      }
    }
  }
  return actions;
}

/** The seats that should have a holder: most have none, and this runs a hundred times a second. */
function wantedSeats({ seats, desired }: Group): readonly Seat[] {
  return seats.slice(0, desired);
}

function planMember(
  world: World,
  member: Member,
  options: { nowMs: number; leased: boolean },
): Action | undefined {
  const { phase, id } = member;
  const { nowMs, leased } = options;
  if (phase.kind === "spawning") return undefined;
  if (phase.kind === "stopping") {
    return !phase.killed && nowMs >= phase.killAtMs ? { kind: "kill", id } : undefined;
  }
  const group = world.groups.get(member.group);
  const unwanted = unwantedReason(world, group, member);
  if (unwanted !== undefined) return { kind: "stop", id, reason: unwanted, failed: false };
  if (group !== undefined && !leased) {
    const failure = failureReason(group, member, nowMs);
    if (failure !== undefined) return { kind: "stop", id, reason: failure, failed: true };
  }
  return !member.probing && nowMs >= member.nextProbeMs ? { kind: "probe", id } : undefined;
}

function unwantedReason(world: World, group: Group | undefined, member: Member) {
  if (world.stopping) return "the platform stops";
  if (group === undefined) return "its server group is gone";
  return member.slot >= group.desired ? "scaled down" : undefined;
}

function failureReason(group: Group, member: Member, nowMs: number): string | undefined {
  const { phase } = member;
  if (phase.kind === "starting" && nowMs - phase.sinceMs >= group.manifest.startTimeoutMs) {
    const why = member.probeReason === undefined ? "" : `: ${member.probeReason}`;
    return `not healthy within ${group.manifest.startTimeoutMs} ms${why}`;
  }
  if (phase.kind === "down" && nowMs - phase.sinceMs >= DOWN_GRACE_MS) return phase.reason;
  return undefined;
}

/** The soonest monotonic time at which {@linkcode plan} may say something new by the clock alone. */
export function nextLookMs(world: World, nowMs: number): number {
  let soonest = nowMs + 250;
  for (const member of world.members.values()) {
    const { phase } = member;
    if (phase.kind === "stopping" && !phase.killed) soonest = Math.min(soonest, phase.killAtMs);
    else if (phase.kind !== "spawning" && !member.probing) {
      soonest = Math.min(soonest, member.nextProbeMs);
    }
  }
  for (const group of world.groups.values()) {
    for (const seat of wantedSeats(group)) {
      if (seat.notBeforeMs > nowMs) soonest = Math.min(soonest, seat.notBeforeMs);
    }
  }
  return Math.max(soonest, nowMs + 5);
}
