import { NetopsError, type Timer } from "@netops/core";
import { isCrashLooping } from "./backoff.ts";
import { countUp } from "./instance_view.ts";
import type { Group } from "./model.ts";
import { appOf, type FleetParts } from "./parts.ts";

/** Which group takes over from which. */
export interface RollOutOptions {
  readonly old: Group;
  readonly next: Group;
  readonly timer: Timer;
}

const LOOK_MS = 25;
const ACK_DEADLINE_MS = 3_000;
const SHOWN_LINES = 5;

/**
 * Replaces a group by its next version without a gap: the new one is up before traffic moves, and
 * the old one stops after every gateway routes by the new snapshot. On a fixed port there is a gap,
 * as only one of them can have it: the old one stops first, and comes back when the new one fails.
 *
 * @throws {NetopsError} UNHEALTHY when the new one does not come up; the old one then serves on.
 */
export async function rollOut(parts: FleetParts, options: RollOutOptions): Promise<void> {
  const { supervisor, routes, store } = parts;
  const { old, next, timer } = options;
  const isPortFixed = next.manifest.port !== undefined;
  if (isPortFixed) await supervisor.removeGroup(old.name);
  supervisor.addGroup(next);
  const failure = await waitUntilUp(parts, next, { timer });
  if (failure !== undefined) {
    const lines = lastLines(parts, next);
    await supervisor.removeGroup(next.name);
    if (isPortFixed) supervisor.addGroup(old);
    throw failedError(next, failure, lines);
  }
  const route = routes.snapshot.routes.find((r) => r.app === next.manifest.app);
  if (route !== undefined) {
    routes.put({ ...route, groups: [{ serverGroup: next.name, weight: 1 }] });
    store.saveRoutes(JSON.stringify(routes.snapshot));
    await waitForAcks(parts, timer);
  }
  if (!isPortFixed) await supervisor.removeGroup(old.name);
}

function lastLines({ logs }: FleetParts, { name, manifest }: Group): string[] {
  return logs.tail({ app: manifest.app }, 100)
    .filter((line) => line.instance.startsWith(`${name}-`))
    .slice(-SHOWN_LINES)
    .map((line) => line.text);
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
  options: { readonly timer: Timer },
): Promise<string | undefined> {
  const { world } = parts.supervisor;
  while (countUp(world, group.name) < group.desired) {
    const looping = group.seats.find((seat) =>
      isCrashLooping(seat, true) || seat.lastReason?.startsWith("not healthy")
    );
    if (looping !== undefined) return `the new version failed: ${looping.lastReason}`;
    if (world.stopping) return "the platform stops";
    await options.timer.sleep(LOOK_MS);
  }
  return undefined;
}

/** Waits until every living gateway routes by the new snapshot; one that stays silent is fenced off. */
async function waitForAcks(parts: FleetParts, timer: Timer): Promise<void> {
  const { routes, supervisor } = parts;
  const { epoch } = routes.snapshot;
  const silent = () => {
    const gateways = [...supervisor.world.members.values()]
      .filter((member) => appOf(supervisor, member) === "gateway" && member.upSinceMs !== undefined)
      .map((member) => member.id);
    return routes.missingAcks(epoch, gateways);
  };
  for (let waitedMs = 0; silent().length > 0 && waitedMs < ACK_DEADLINE_MS; waitedMs += LOOK_MS) {
    await timer.sleep(LOOK_MS);
  }
  for (const id of silent()) supervisor.restart(id, "it does not acknowledge the routes");
  // The old group is still there, so a gateway that wakes up meanwhile finds what it knows.
  while (silent().length > 0 && !supervisor.world.stopping) await timer.sleep(LOOK_MS);
}
