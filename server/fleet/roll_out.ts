import { NetopsError, type Timer } from "@netops/core";
import { isCrashLooping } from "./backoff.ts";
import { lastLines } from "./group_failure.ts";
import type { KnownInstances } from "./known_instances.ts";
import type { Group } from "./model.ts";
import type { FleetParts } from "./parts.ts";
import type { SettleRoutes } from "./settle_routes.ts";

/** Which group takes over from which. */
export interface RollOutOptions {
  readonly old: Group;
  readonly next: Group;
  readonly timer: Timer;
  readonly settling: Pick<SettleRoutes, "begin" | "wait">;
  readonly known: Pick<KnownInstances, "watch" | "countKnown">;
}

const LOOK_MS = 25;

/**
 * Replaces a group by its next version without a gap: the new one is up before traffic moves, and
 * the old one stops after every gateway routes by the new snapshot. On a fixed port there is a gap,
 * as only one of them can have it: the old one stops first, and comes back when the new one fails.
 *
 * @throws {NetopsError} UNHEALTHY when the new one does not come up; the old one then serves on.
 */
export async function rollOut(parts: FleetParts, options: RollOutOptions): Promise<void> {
  const { supervisor, routes } = parts;
  const { old, next, settling } = options;
  const isPortFixed = next.manifest.port !== undefined;
  if (isPortFixed) await supervisor.removeGroup(old.name);
  options.known.watch(next.name);
  supervisor.addGroup(next);
  const failure = await waitUntilUp(parts, next, options);
  if (failure !== undefined) {
    const lines = lastLines(parts.logs, next);
    await supervisor.removeGroup(next.name);
    if (isPortFixed) supervisor.addGroup(old);
    throw failedError(next, failure, lines);
  }
  const route = routes.snapshot.routes.find((r) => r.app === next.manifest.app);
  if (route !== undefined) {
    routes.put({ ...route, groups: [{ serverGroup: next.name, weight: 1 }] });
    settling.begin(next.manifest.app);
    // Until then the old group is there: a gateway that wakes up meanwhile finds what it knows.
    await settling.wait(routes.snapshot.epoch);
  }
  if (!isPortFixed) await supervisor.removeGroup(old.name);
}

function failedError(next: Group, failure: string, lines: readonly string[]): NetopsError {
  const { app } = next.manifest;
  const said = lines.length === 0 ? "" : `; its last lines: ${lines.join(" | ")}`;
  return new NetopsError("UNHEALTHY", `Cannot roll ${app} as ${failure}${said}`, {
    fix: `netops logs ${app}`,
    details: { serverGroup: next.name, lines },
  });
}

async function waitUntilUp(
  parts: FleetParts,
  group: Group,
  { timer, known }: Pick<RollOutOptions, "timer" | "known">,
): Promise<string | undefined> {
  const { world } = parts.supervisor;
  while (known.countKnown(group.name) < group.desired) {
    const looping = group.seats.find((seat) =>
      isCrashLooping(seat, true) || seat.lastReason?.startsWith("not healthy")
    );
    if (looping !== undefined) return `the new version failed: ${looping.lastReason}`;
    if (world.stopping) return "the platform stops";
    await timer.sleep(LOOK_MS);
  }
  return undefined;
}
