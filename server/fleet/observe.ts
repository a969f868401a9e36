import { FAILED_PROBES_TO_DOWN } from "./plan.ts";
import type { Member, World } from "./model.ts";

const PROBE_STARTING_MS = 40;

/** What each of many that start at once adds: the answers are late anyway, and asking costs them time. */
const PROBE_STARTING_SHARE_MS = 4;

const PROBE_UP_MS = 1_000;
const PROBE_DOWN_MS = 250;

/** What a health check found. */
export type ProbeResult =
  | { readonly healthy: true }
  | { readonly healthy: false; readonly reason: string };

/**
 * Writes a health check into the member and answers whether its phase changed.
 *
 * STARTING becomes UP with the first good answer; UP becomes DOWN after three bad ones in a row and
 * UP again with the next good one.
 */
export function recordProbe(member: Member, result: ProbeResult, nowMs: number): boolean {
  member.probing = false;
  const { phase } = member;
  if (phase.kind === "spawning" || phase.kind === "stopping") return false;
  member.failedProbes = result.healthy ? 0 : member.failedProbes + 1;
  member.probeReason = result.healthy ? undefined : result.reason;
  const before = phase.kind;
  if (result.healthy && before !== "up") {
    member.phase = { kind: "up", sinceMs: nowMs };
    member.upSinceMs ??= nowMs;
  }
  if (!result.healthy && before === "up" && member.failedProbes >= FAILED_PROBES_TO_DOWN) {
    const reason = `${member.failedProbes} health checks failed: ${result.reason}`;
    member.phase = { kind: "down", sinceMs: nowMs, reason };
  }
  member.nextProbeMs = nowMs + probeIntervalMs(member);
  return member.phase.kind !== before;
}

/**
 * Puts the next check of a member that starts off while many start at once.
 *
 * intervalMs = max(40, 4 · how many are starting)
 */
export function spreadProbes(member: Member, world: World, nowMs: number): void {
  if (member.phase.kind !== "starting") return;
  let starting = 0;
  for (const other of world.members.values()) if (other.phase.kind === "starting") starting++;
  member.nextProbeMs = nowMs + Math.max(PROBE_STARTING_MS, PROBE_STARTING_SHARE_MS * starting);
}

function probeIntervalMs(member: Member): number {
  if (member.phase.kind === "starting") return PROBE_STARTING_MS;
  return member.phase.kind === "up" && member.failedProbes === 0 ? PROBE_UP_MS : PROBE_DOWN_MS;
}

/** Lets a stop that is under way take no longer than until `latestMs`. */
export function shortenStop(member: Member, latestMs: number): void {
  const { phase } = member;
  if (phase.kind !== "stopping" || phase.killAtMs <= latestMs) return;
  member.phase = { ...phase, killAtMs: latestMs };
}
