import type { PsInstance, StatusDocument, TimelineEvent } from "@netops/core/contracts";
import type { ChaosFacts } from "./chaos/chaos_facts.ts";
import type { FleetFacts } from "./fleet_facts.ts";
import {
  type AlertState,
  type AppRow,
  type ChaosState,
  type DeployState,
  EMPTY_SNAPSHOT,
  type GatewayRow,
  type InstanceRow,
  type OpsHead,
  type OpsSnapshot,
  type RegistryState,
  type RouteRow,
} from "./ops_snapshot.ts";
import type { RegistryFacts } from "./registry_reader.ts";
import type { TrafficRow } from "./traffic_window.ts";

/** Everything a snapshot is made of. */
export interface SnapshotFacts {
  readonly atMs: number;
  readonly fleet: FleetFacts;
  readonly registry: RegistryFacts;
  readonly registryUrl: string;
  readonly gateways: readonly GatewayRow[];
  readonly traffic: Readonly<Record<string, TrafficRow>>;
  readonly events: readonly TimelineEvent[];
  readonly chaos?: ChaosFacts | undefined;
  readonly deploys?: DeployState | undefined;
  readonly alerts?: AlertState | undefined;
}

/** Apps of the ground when fleet's boot document does not name them. */
const GROUND_APPS: ReadonlySet<string> = new Set([
  "fleet",
  "keeper",
  "kv",
  "registry",
  "gateway",
  "guardian",
  "link",
  "conductor",
  "telemetry",
  "web",
]);

/** Makes the page's snapshot of what the sources said. */
export function makeSnapshot(facts: SnapshotFacts): OpsSnapshot {
  const instances = facts.fleet.ps?.instances ?? [];
  return {
    atMs: facts.atMs,
    head: headOf(facts, instances),
    apps: byKey(appRows(facts.fleet, instances), (row) => row.app),
    instances: byKey(instances.map(instanceRow), (row) => row.id),
    traffic: facts.traffic,
    gateways: byKey(facts.gateways, (row) => row.id),
    routes: byKey(routeRows(facts.fleet), (row) => row.key),
    events: byKey(facts.events, (event) => String(event.seq)),
    faults: byKey(facts.chaos?.faults ?? [], (fault) => fault.id),
  };
}

function headOf(facts: SnapshotFacts, instances: readonly PsInstance[]): OpsHead {
  const status = facts.fleet.status;
  return {
    runId: status?.runId ?? "",
    profile: status?.profile ?? "",
    healthy: status?.healthy ?? false,
    urls: status === undefined ? EMPTY_SNAPSHOT.head.urls : {
      gateway: status.urls.gateway,
      registry: status.urls.registry,
      ops: status.urls.ops,
      ...(status.urls.watch === undefined ? {} : { watch: status.urls.watch }),
      ...(status.urls.metrics === undefined ? {} : { metrics: status.urls.metrics }),
    },
    fleet: facts.fleet.source,
    registry: registryState(facts, instances),
    routeEpoch: facts.fleet.routes?.epoch ?? 0,
    ...(facts.chaos === undefined ? {} : { chaos: chaosState(facts.chaos) }),
    ...(facts.deploys === undefined ? {} : { deploys: facts.deploys }),
    ...(facts.alerts === undefined ? {} : { alerts: facts.alerts }),
  };
}

function chaosState({ source, lever, runs }: ChaosFacts): ChaosState {
  return { ...source, lever, runs };
}

/** The ground below discovery registers nobody: these are never missed. */
const NOT_REGISTERED: ReadonlySet<string> = new Set(["fleet", "keeper", "registry"]);

function registryState(facts: SnapshotFacts, instances: readonly PsInstance[]): RegistryState {
  const { statuses, source } = facts.registry;
  const missing = instances.filter((instance) =>
    instance.status === "UP" && !NOT_REGISTERED.has(instance.app) &&
    statuses.get(instance.id) !== "UP"
  );
  return {
    ...source,
    url: facts.registryUrl,
    total: statuses.size,
    up: [...statuses.values()].filter((status) => status === "UP").length,
    missing: missing.map((instance) => instance.id),
  };
}

function appRows(fleet: FleetFacts, instances: readonly PsInstance[]): AppRow[] {
  const rows = (fleet.status?.apps ?? []).map((app) => appRow(fleet, app));
  const named = new Set(rows.map((row) => row.app));
  for (const app of new Set(instances.map((instance) => instance.app))) {
    if (named.has(app)) continue;
    const own = instances.filter((instance) => instance.app === app);
    const up = own.filter((instance) => instance.status === "UP").length;
    const status = up === own.length ? "UP" : own.find((one) => one.status !== "UP")?.status;
    rows.push(appRow(fleet, { app, desired: own.length, up, status: status ?? "UNKNOWN" }));
  }
  return rows;
}

function appRow(fleet: FleetFacts, app: StatusDocument["apps"][number]): AppRow {
  const boot = fleet.boot?.apps.find((one) => one.app === app.app);
  return {
    app: app.app,
    tier: boot?.tier ?? (GROUND_APPS.has(app.app) ? "ground" : "service"),
    desired: app.desired,
    up: app.up,
    status: app.status,
    ...(boot?.waitingFor === undefined ? {} : { waitingFor: boot.waitingFor }),
    ...(boot?.url === undefined ? {} : { url: boot.url }),
  };
}

function instanceRow(instance: PsInstance): InstanceRow {
  const { id, app, serverGroup, version, zone, port, pid, status, startedAtMs, restarts } =
    instance;
  return {
    ...{ id, app, serverGroup, version, zone, port, pid, status, startedAtMs, restarts },
    ...(instance.reason === undefined ? {} : { reason: instance.reason }),
  };
}

function routeRows(fleet: FleetFacts): RouteRow[] {
  return (fleet.routes?.routes ?? []).map(({ key, app, auth, groups }) => ({
    key,
    app,
    auth,
    groups,
  }));
}

function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Record<string, Row> {
  return Object.fromEntries(rows.map((row) => [keyOf(row), row]));
}
