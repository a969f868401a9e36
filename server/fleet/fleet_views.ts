import { isDiskFull } from "./disk_full.ts";
import { type InstanceStatus, NETOPS_RELEASE } from "@netops/core";
import type { FleetBoot, PlatformPorts, PsInstance, StatusDocument } from "@netops/core/contracts";
import { isCrashLooping } from "./backoff.ts";
import { hasTraffic, shareOf } from "./group_traffic.ts";
import { countUp, viewMember } from "./instance_view.ts";
import type { Group } from "./model.ts";
import type { FleetOptions, FleetParts } from "./parts.ts";
import type { RouteBoard } from "./route_board.ts";
import type { Supervisor } from "./supervisor.ts";

/** Groups of an app: those with traffic, that with the largest share first, else the newest. */
export function currentGroups(
  app: string,
  parts: { readonly supervisor: Pick<Supervisor, "allGroups">; readonly routes: RouteBoard },
): Group[] {
  const all = parts.supervisor.allGroups.filter((group) => group.manifest.app === app);
  const serving = all.filter((group) => hasTraffic(group, parts.routes));
  if (serving.length > 0) {
    return serving.sort((left, right) =>
      shareOf(right, parts.routes) - shareOf(left, parts.routes)
    );
  }
  return all.sort((left, right) => right.createdAtMs - left.createdAtMs).slice(0, 1);
}

/** All groups of an app that are there, those that count first. */
export function groupsOf(app: string, parts: FleetParts): Group[] {
  const current = currentGroups(app, parts);
  const all = parts.supervisor.allGroups.filter((group) => group.manifest.app === app);
  return [...current, ...all.filter((group) => !current.includes(group))];
}

/** Every process of the run: fleet, keeper, instances and jobs. */
export function listInstances(options: FleetOptions, parts: FleetParts): PsInstance[] {
  const { supervisor, routes, jobs } = parts;
  const rows = [fleetRow(options), ...keeperRow(parts)];
  for (const member of supervisor.world.members.values()) {
    const group = supervisor.groupOf(member);
    if (group === undefined || member.pid === 0) continue;
    rows.push(viewMember(group, member, { hasTraffic: hasTraffic(group, routes) }));
  }
  for (const { id, pid, startedAtMs } of jobs.list()) {
    if (pid !== undefined) {
      rows.push(ownRow("job", { id, pid, startedAtMs }));
    }
  }
  return rows;
}

/** How every app stands against what is desired of it; a stopped one is OUT_OF_SERVICE. */
export function listApps(parts: FleetParts): StatusDocument["apps"] {
  const names = new Set(parts.supervisor.allGroups.map((group) => group.manifest.app));
  return [...names].map((app) => {
    const current = currentGroups(app, parts);
    const sum = (count: (group: Group) => number) => current.reduce((n, g) => n + count(g), 0);
    const desired = sum((group) => group.desired);
    const up = sum((group) => countUp(parts.supervisor.world, group.name));
    const isCutOff = up > 0 && parts.reach.isUnreachable(app);
    const wasUp = current.some((group) => group.wasUp);
    const status = isCutOff ? "OUT_OF_SERVICE" : statusOfApp({ desired, up, wasUp });
    const reason = isCutOff
      ? "no gateway reaches it: netops registry show " + app
      : up >= desired
      ? undefined
      : current.map(reasonOf).find((text) => text);
    const zones = zonesOf(current, parts);
    return { app, desired, up, status, zones, ...(reason === undefined ? {} : { reason }) };
  });
}

function zonesOf(groups: readonly Group[], { supervisor }: FleetParts): string[] {
  const names = new Set(groups.map((group) => group.name));
  const zones = [...supervisor.world.members.values()]
    .filter((member) => names.has(member.group) && member.phase.kind === "up")
    .map((member) => member.zone);
  return [...new Set(zones)].sort();
}

function statusOfApp(app: { desired: number; up: number; wasUp: boolean }): InstanceStatus {
  if (app.desired === 0) return "OUT_OF_SERVICE";
  if (app.up >= app.desired) return "UP";
  return app.wasUp ? "DOWN" : "STARTING";
}

/** Why an app is short of instances: how its last one ended, and whether that goes on and on. */
function reasonOf(group: Group): string | undefined {
  const worst = group.seats.reduce((most, seat) =>
    seat.quickDeaths > most.quickDeaths ? seat : most
  );
  if (worst.lastReason === undefined) return undefined;
  return isCrashLooping(worst, false)
    ? `crash loop, ${worst.quickDeaths} deaths in a row: ${worst.lastReason}`
    : worst.lastReason;
}

function fleetRow(options: FleetOptions): PsInstance {
  const { host, apiPort, startedAtMs } = options;
  const row = ownRow("fleet", { id: "fleet", pid: host.processes.ownPid, startedAtMs });
  return { ...row, port: apiPort, adminUrl: `http://127.0.0.1:${apiPort}` };
}

function keeperRow({ keeper }: FleetParts): PsInstance[] {
  if (keeper.pid === undefined) return [];
  const row = ownRow("keeper", {
    id: "keeper",
    pid: keeper.pid,
    startedAtMs: keeper.startedAtMs,
  });
  return [{ ...row, restarts: keeper.restarts, status: keeper.ready ? "UP" : "STARTING" }];
}

function ownRow(app: string, row: { id: string; pid: number; startedAtMs: number }): PsInstance {
  return {
    ...{ app, cluster: app, serverGroup: `${app}-v000`, version: NETOPS_RELEASE },
    ...{ region: "-", zone: "-", host: "127.0.0.1", port: 0, status: "UP", restarts: 0 },
    ...row,
  };
}

/** What will be trouble although everything is up. */
export function warningsOf(
  { host, boot }: Pick<FleetOptions, "host" | "boot">,
): Pick<StatusDocument, "warnings"> {
  const freeBytes = host.freeBytes(boot.home);
  if (!isDiskFull(freeBytes)) return {};
  const megabytes = (freeBytes / 1_000_000).toFixed(1);
  return { warnings: [`the disk of ${boot.home} is full: ${megabytes} MB are free`] };
}

/** The addresses of the platform, none with a trailing slash. */
export function platformUrls(ports: PlatformPorts, boot: FleetBoot): StatusDocument["urls"] {
  const gateway = `http://127.0.0.1:${ports.gateway}`;
  const hasPlayer = boot.platform.some(({ app }) => app === "watch");
  return {
    gateway,
    registry: `http://127.0.0.1:${ports.registry}`,
    ops: `http://127.0.0.1:${ports.ops}`,
    metrics: `http://127.0.0.1:${ports.telemetry}`,
    otlp: `http://127.0.0.1:${ports.telemetry}`,
    toxiproxy: `http://127.0.0.1:${ports.toxiproxy}`,
    ...(hasPlayer ? { watch: `${gateway}/watch` } : {}),
  };
}
