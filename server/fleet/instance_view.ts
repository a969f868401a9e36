import type { InstanceStatus } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";
import type { Group, Member, World } from "./model.ts";

/** The Eureka word for what a member does; a group without traffic is OUT_OF_SERVICE. */
export function statusOf(member: Member, hasTraffic: boolean): InstanceStatus {
  switch (member.phase.kind) {
    case "spawning":
    case "starting":
      return "STARTING";
    case "up":
      return hasTraffic ? "UP" : "OUT_OF_SERVICE";
    case "down":
    case "stopping":
      return "DOWN";
  }
}

/** The row of `netops ps` for a member. */
export function viewMember(
  group: Group,
  member: Member,
  options: { readonly hasTraffic: boolean },
): PsInstance {
  const isOurs = group.manifest.tier !== "service";
  const { phase } = member;
  const reason = phase.kind === "down" || phase.kind === "stopping" ? phase.reason : undefined;
  return {
    id: member.id,
    app: group.manifest.app,
    cluster: group.cluster,
    serverGroup: group.name,
    version: group.version,
    region: member.region,
    zone: member.zone,
    pid: member.pid,
    host: member.host,
    port: member.port,
    ...(isOurs ? { adminUrl: `http://${member.host}:${member.adminPort}` } : {}),
    ...(group.manifest.metricsPath === undefined
      ? {}
      : { metricsUrl: `http://${member.host}:${member.port}${group.manifest.metricsPath}` }),
    status: statusOf(member, options.hasTraffic),
    startedAtMs: member.startedAtMs,
    restarts: group.seats[member.slot]?.restarts ?? 0,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** How many instances of a group are up. */
export function countUp(world: World, group: string): number {
  let up = 0;
  for (const member of world.members.values()) {
    if (member.group === group && member.phase.kind === "up") up++;
  }
  return up;
}
