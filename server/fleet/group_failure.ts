import {
  BOOT_CRASH_LOOP_DEATHS,
  CRASH_LOOP_DEATHS,
  FLAPPING_WINDOW_MS,
  STEADY_UP_MS,
} from "./backoff.ts";
import type { LogStore } from "./log_store.ts";
import type { Group, Seat, World } from "./model.ts";
import { tellingLines } from "./telling_lines.ts";

const SHOWN_LINES = 5;

/**
 * Why a group will not come up by itself; undefined while there is hope.
 *
 * Instances that die again and again (3 quick deaths before it was whole, 5 later, or 5 in a minute), or are
 * not healthy in time. A seat whose holder is healthy for 3 s has recovered.
 */
export function findFailure(group: Group, world: World, nowMs: number): string | undefined {
  for (const seat of group.seats.slice(0, group.desired)) {
    const failure = seatFailure(seat, { group, nowMs, upSinceMs: upSince(group, seat, world) });
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function seatFailure(
  seat: Seat,
  { group, nowMs, upSinceMs }: {
    readonly group: Group;
    readonly nowMs: number;
    readonly upSinceMs: number | undefined;
  },
): string | undefined {
  const { quickDeaths, lastReason, recentDeathsMs } = seat;
  if (lastReason === undefined || quickDeaths === 0) return undefined;
  if (upSinceMs !== undefined && nowMs - upSinceMs >= STEADY_UP_MS) return undefined;
  if (upSinceMs === undefined && lastReason.startsWith("not healthy")) return lastReason;
  const most = group.wasUp ? CRASH_LOOP_DEATHS : BOOT_CRASH_LOOP_DEATHS;
  if (quickDeaths >= most) return `crash loop, ${quickDeaths} deaths in a row: ${lastReason}`;
  const recent = recentDeathsMs.filter((ms) => ms > nowMs - FLAPPING_WINDOW_MS).length;
  return recent >= CRASH_LOOP_DEATHS
    ? `crash loop, ${recent} deaths in a minute: ${lastReason}`
    : undefined;
}

function upSince(group: Group, seat: Seat, world: World): number | undefined {
  for (const member of world.members.values()) {
    if (member.group !== group.name || member.slot !== seat.slot) continue;
    if (member.phase.kind === "up") return member.phase.sinceMs;
  }
  return undefined;
}

/** The last lines of the instances of a group that say something, oldest first. */
export function lastLines(logs: Pick<LogStore, "tail">, { name, manifest }: Group): string[] {
  const own = logs.tail({ app: manifest.app }, 100)
    .filter(({ instance }) => instance.slice(0, instance.lastIndexOf("-")) === name);
  return tellingLines(own.map(({ text }) => text), SHOWN_LINES);
}
