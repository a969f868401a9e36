import type { ServerGroupInstance, ServerGroupView } from "@netops/core/contracts";
import type { GroupFacts } from "./group_book.ts";
import { findFailure, lastLines } from "./group_failure.ts";
import { hasTraffic, shareOf } from "./group_traffic.ts";
import { statusOf } from "./instance_view.ts";
import type { LogStore } from "./log_store.ts";
import type { Group, World } from "./model.ts";
import type { RouteBoard } from "./route_board.ts";

/** What a view of a group is made from. */
export interface GroupViewOptions {
  readonly world: World;
  readonly routes: Pick<RouteBoard, "snapshot">;
  readonly logs: Pick<LogStore, "tail">;
  readonly facts: GroupFacts;
  /** Healthy instances that traffic can reach. */
  readonly up: number;
  readonly nowMs: number;
}

/** A server group as a deploy looks at it. */
export function viewGroup(group: Group, options: GroupViewOptions): ServerGroupView {
  const { world, routes, facts, logs, up } = options;
  const { name, manifest, key } = group;
  const isThere = world.groups.get(name) === group;
  const failure = isThere ? findFailure(group, world, options.nowMs) : undefined;
  const artifact = artifactOf(group);
  return {
    ...{ name, app: manifest.app, cluster: group.cluster, version: group.version },
    tier: manifest.tier === "service" ? "service" : "platform",
    ...(artifact === undefined ? {} : { artifact }),
    ...(key === undefined ? {} : { key }),
    ...{ createdAtMs: group.createdAtMs, desired: isThere ? group.desired : 0, up, ...facts },
    ...(failure === undefined ? {} : { failure }),
    lastLines: isThere && (failure !== undefined || up < group.desired)
      ? lastLines(logs, group)
      : [],
    ...{ shareRatio: shareOf(group, routes), isPortFixed: manifest.port !== undefined },
    ...(manifest.health.kind === "http" ? { healthPath: manifest.health.path } : {}),
    instances: instancesOf(group, options),
  };
}

/** The artifact that a group runs; undefined where it is netops's own code. */
export function artifactOf({ dir, manifest }: Group): string | undefined {
  return manifest.tier === "service" ? dir.slice(dir.lastIndexOf("/") + 1) : undefined;
}

function instancesOf(group: Group, { world, routes }: GroupViewOptions): ServerGroupInstance[] {
  const isServing = hasTraffic(group, routes);
  return [...world.members.values()]
    .filter((member) => member.group === group.name && member.pid !== 0)
    .map((member) => ({
      ...{ id: member.id, host: member.host, port: member.port, zone: member.zone },
      ...{ status: statusOf(member, isServing), startedAtMs: member.startedAtMs },
      restarts: group.seats[member.slot]?.restarts ?? 0,
      ...(member.probeReason === undefined ? {} : { probeReason: member.probeReason }),
    }));
}
