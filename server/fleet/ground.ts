import { NETOPS_RELEASE } from "@netops/core";
import type { AppManifest, FleetBoot } from "@netops/core/contracts";
import { heapFlags, PLATFORM_ROOT, START_FLAGS } from "./entries.ts";
import type { Group, Seat } from "./model.ts";
import { createSeats, NOWHERE, placesOf } from "./seats.ts";

/** Where ground apps run from and keep their data. */
export interface GroundOptions {
  readonly denoPath: string;
  readonly home: string;
  readonly createdAtMs: number;
  /** The port of the kv process, which it keeps over restarts. */
  readonly kvPort: number;
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

/** The folder in which an app of ours keeps its data; individuals have one each below it. */
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
  const apps = [
    ...groundApps(boot, gateways, options),
    ...chaosApps(boot, options),
    conductorApp(options),
  ];
  return apps.map((app) => groundGroup(app, boot, options));
}

function groundApps(boot: FleetBoot, gateways: number, options: GroundOptions): GroundApp[] {
  const { home } = options;
  const telemetryDir = dataDirOf(home, "telemetry");
  return [
    {
      app: "registry",
      entry: "server/registry/main.ts",
      port: boot.ports.registry,
      replicas: 1,
      permissions: owns(home, "registry"),
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
      permissions: owns(home, "kv"),
    },
    {
      app: "telemetry",
      entry: "server/telemetry/main.ts",
      port: boot.ports.telemetry,
      replicas: 1,
      // The logs of all others are read where fleet writes them.
      permissions: [
        `--allow-read=${PLATFORM_ROOT},${telemetryDir},${home}/logs`,
        `--allow-write=${telemetryDir}`,
        ...forwardPermissions(boot),
        // The parser of PromQL looks whether it is to be verbose.
        "--allow-env=LOG",
      ],
    },
    {
      app: "web",
      entry: "server/web/main.ts",
      port: boot.ports.ops,
      replicas: 1,
      // Loads, with their reports, are read where the command line keeps them.
      permissions: [`--allow-read=${PLATFORM_ROOT},${dataDirOf(home, "loads")}`],
    },
  ];
}

/** Who carries out pipelines. */
function conductorApp({ home }: GroundOptions): GroundApp {
  return {
    app: "conductor",
    entry: "pipelines/conductor/main.ts",
    port: undefined,
    replicas: 1,
    permissions: [
      ...owns(home, "conductor"),
      // Deno's KV client takes its token from there and from nowhere else.
      "--allow-env=DENO_KV_ACCESS_TOKEN",
      // Triggers ask where a branch points.
      "--allow-run=git",
    ],
  };
}

/** Those that belong to faults: who owns them, and the proxies that they are slipped in by. */
function chaosApps(boot: FleetBoot, { home }: GroundOptions): GroundApp[] {
  return [
    {
      app: "guardian",
      entry: "chaos/guardian/main.ts",
      port: undefined,
      replicas: 1,
      // Runs of experiments are kept beside its own folder, where the command line keeps them too.
      permissions: [
        ...owns(home, "guardian", "experiments"),
        // How much of the disk a fault may fill.
        "--allow-sys=statfs",
        // What reads YAML looks whether it is to be verbose.
        "--allow-env=LOG_TOKENS,LOG_STREAM",
      ],
    },
    {
      app: "link",
      entry: "chaos/link/main.ts",
      port: boot.ports.toxiproxy,
      replicas: 1,
      permissions: [`--allow-read=${PLATFORM_ROOT}`],
    },
  ];
}

/** A process that reads and writes its own data folders, and reads the program. */
function owns(home: string, ...folders: readonly string[]): string[] {
  const dirs = folders.map((folder) => dataDirOf(home, folder)).join(",");
  return [`--allow-read=${PLATFORM_ROOT},${dirs}`, `--allow-write=${dirs}`];
}

/** Where telemetry is passed on to is the one address beyond loopback, as the user named it. */
function forwardPermissions({ telemetry: { forwardUrl } }: FleetBoot): string[] {
  if (forwardUrl === undefined) return [];
  const { hostname, port, protocol } = new URL(forwardUrl);
  const usual = protocol === "https:" ? "443" : "80";
  return [`--allow-net=${hostname}:${port === "" ? usual : port}`];
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
    ...heapFlags(entry),
    // "All" cannot be named together with a part of it.
    ...(options.permissions.includes("--allow-all") ? [] : ["--allow-net=127.0.0.0/8"]),
    ...options.permissions,
    `${PLATFORM_ROOT}${entry}`,
  ];
}

function groundGroup(app: GroundApp, boot: FleetBoot, options: GroundOptions): Group {
  const name = `${app.app}-v000`;
  const seats = groundSeats(app, boot);
  if (app.app === "kv") keepPort(seats, options.kvPort);
  return {
    name,
    cluster: app.app,
    version: NETOPS_RELEASE,
    manifest: ownManifest({
      ...app,
      command: groundCommand(options.denoPath, app.entry, { permissions: app.permissions }),
    }),
    dir: options.home,
    createdAtMs: options.createdAtMs,
    desired: app.replicas,
    seats,
    wasUp: false,
  };
}

/** The manifest of a process of ours, as the ground's are. */
export function ownManifest(
  app: Pick<AppManifest, "app" | "command" | "port" | "replicas">,
): AppManifest {
  return {
    app: app.app,
    tier: "ground",
    command: app.command,
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
  const places = app.app === "gateway" ? placesOf(boot) : [NOWHERE];
  return createSeats(Math.max(app.replicas, 1), places);
}

/** Databases are opened by address, so the next holder must be found where the one before was. */
function keepPort(seats: readonly Seat[], port: number): void {
  for (const seat of seats) seat.address = { host: "127.0.0.1", port, adminPort: port };
}
