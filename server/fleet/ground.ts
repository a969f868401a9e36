import { NETOPS_RELEASE } from "@netops/core";
import type { AppManifest, FleetBoot } from "@netops/core/contracts";
import { PLATFORM_ROOT, START_FLAGS } from "./entries.ts";
import type { Group, Seat } from "./model.ts";

/** Where ground apps run from and keep their data. */
export interface GroundOptions {
  readonly denoPath: string;
  readonly home: string;
  readonly createdAtMs: number;
}

/** One ground app as data. */
interface GroundApp {
  readonly app: string;
  readonly entry: string;
  readonly port: number | undefined;
  readonly replicas: number;
  /** Permission flags besides loopback network and reading the program. */
  readonly permissions: readonly string[];
}

/** The folder in which a ground app keeps its data. */
export function dataDirOf(home: string, app: string): string {
  return `${home}/data/${app}`;
}

/**
 * The groups of netops's own processes, with the narrowest permissions each can live with.
 *
 * `gateways` is 1 where the system cannot share a port between processes.
 */
export function groundGroups(
  boot: FleetBoot,
  gateways: number,
  options: GroundOptions,
): Group[] {
  const dataOf = (app: string) => dataDirOf(options.home, app);
  const owns = (
    app: string,
  ) => [`--allow-read=${PLATFORM_ROOT},${dataOf(app)}`, `--allow-write=${dataOf(app)}`];
  const apps: GroundApp[] = [
    {
      app: "registry",
      entry: "server/registry/main.ts",
      port: boot.ports.registry,
      replicas: 1,
      permissions: owns("registry"),
    },
    {
      app: "gateway",
      entry: "server/gateway/main.ts",
      port: boot.ports.gateway,
      replicas: gateways,
      permissions: [`--allow-read=${PLATFORM_ROOT}`],
    },
    {
      app: "kv",
      entry: "server/kv/main.ts",
      port: undefined,
      replicas: 1,
      permissions: owns("kv"),
    },
    {
      app: "web",
      entry: "server/web/main.ts",
      port: boot.ports.ops,
      replicas: 1,
      permissions: [`--allow-read=${PLATFORM_ROOT}`],
    },
  ];
  return apps.map((app) => groundGroup(app, boot, options));
}

/** How a ground process of ours is started. */
export function groundCommand(
  denoPath: string,
  entry: string,
  options: { readonly permissions: readonly string[] },
): readonly [string, ...string[]] {
  return [
    denoPath,
    "run",
    ...START_FLAGS,
    // "All" cannot be named together with a part of it.
    ...(options.permissions.includes("--allow-all") ? [] : ["--allow-net=127.0.0.1"]),
    ...options.permissions,
    `${PLATFORM_ROOT}${entry}`,
  ];
}

function groundGroup(app: GroundApp, boot: FleetBoot, options: GroundOptions): Group {
  const name = `${app.app}-v000`;
  return {
    name,
    cluster: app.app,
    version: NETOPS_RELEASE,
    manifest: groundManifest(app, options),
    dir: options.home,
    createdAtMs: options.createdAtMs,
    desired: app.replicas,
    seats: groundSeats(app, boot),
    wasUp: false,
  };
}

function groundManifest(app: GroundApp, options: GroundOptions): AppManifest {
  return {
    app: app.app,
    tier: "ground",
    command: groundCommand(options.denoPath, app.entry, { permissions: app.permissions }),
    dir: undefined,
    exclude: [],
    env: {},
    port: app.port,
    replicas: app.replicas,
    health: { kind: "http", path: "/healthz" },
    startTimeoutMs: 60_000,
    // Two seconds of draining and what comes after it fit well below.
    stopTimeoutMs: 6_000,
    dependsOn: [],
    auth: "none",
    limit: undefined,
    metricsPath: undefined,
    optional: false,
  };
}

/** Gateways live in zones; all else of the ground has zone "-", so that no zone fault takes it. */
function groundSeats(app: GroundApp, boot: FleetBoot): Seat[] {
  const places = app.app === "gateway" ? placesOf(boot) : [{ region: "-", zone: "-" }];
  return createSeats(Math.max(app.replicas, 1), places);
}

/** Every zone of the platform, zone by zone over the regions. */
export function placesOf(boot: FleetBoot): { region: string; zone: string }[] {
  return boot.regions.flatMap((region) =>
    region.zones.map((zone) => ({ region: region.name, zone }))
  );
}

/** Makes seats spread over places in turn. */
export function createSeats(
  count: number,
  places: readonly { readonly region: string; readonly zone: string }[],
): Seat[] {
  return Array.from({ length: count }, (_, slot) => {
    const place = places[slot % places.length] ?? { region: "-", zone: "-" };
    return {
      slot,
      ...place,
      quickDeaths: 0,
      notBeforeMs: 0,
      restarts: 0,
      recentDeathsMs: [],
      lastReason: undefined,
    };
  });
}
