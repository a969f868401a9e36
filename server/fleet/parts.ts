import { type HttpClient, type Logger, parseServerGroupName } from "@netops/core";
import type { FleetBoot, PlatformPorts } from "@netops/core/contracts";
import { createJsonLogger, type Host } from "@netops/core/host";
import { dirname } from "node:path";
import { drainInstance } from "./drain_instance.ts";
import { PLATFORM_ROOT } from "./entries.ts";
import { groundCommand } from "./ground.ts";
import { GroupJournal } from "./group_journal.ts";
import { type FleetTracing, openFleetTracing } from "./fleet_tracing.ts";
import type { HomePaths } from "./home.ts";
import { conductorConfig } from "./conductor_config.ts";
import { createJobs } from "./create_jobs.ts";
import type { JobBoard } from "./job_board.ts";
import { KeeperLink } from "./keeper_link.ts";
import { createLossWatch } from "./create_loss_watch.ts";
import { launchMember, type LaunchOptions } from "./launch.ts";
import { LogStore } from "./log_store.ts";
import type { Member } from "./model.ts";
import type { LossWatch } from "./loss_watch.ts";
import { PortPool } from "./port_pool.ts";
import { probeMember } from "./probe.ts";
import { Reach } from "./reach.ts";
import { Registrar } from "./registrar.ts";
import { RouteBoard } from "./route_board.ts";
import { ProcessFaults } from "../faults/mod.ts";
import { supervisedWorld } from "./supervised_world.ts";
import { FleetStore } from "./store.ts";
import { Supervisor } from "./supervisor.ts";
import type { MemberChange, ProcessGuard } from "./supervisor_options.ts";
import { Timeline } from "./timeline.ts";

/** What fleet is built from. */
export interface FleetOptions {
  readonly host: Host;
  readonly boot: FleetBoot;
  readonly paths: HomePaths;
  readonly ports: PlatformPorts;
  readonly apiPort: number;
  /** When fleet began, in wall ms. */
  readonly startedAtMs: number;
}

/** The parts of fleet. */
export interface FleetParts {
  readonly logger: Logger;
  readonly http: HttpClient;
  readonly store: FleetStore;
  readonly timeline: Timeline;
  readonly logs: LogStore;
  readonly pool: PortPool;
  readonly journal: GroupJournal;
  readonly keeper: KeeperLink;
  readonly registrar: Registrar;
  readonly supervisor: Supervisor;
  readonly routes: RouteBoard;
  readonly jobs: JobBoard;
  /** What is done to processes for a limited time. */
  readonly faults: ProcessFaults;
  readonly internalPorts: Map<string, number>;
  readonly reach: Reach;
  readonly losses: LossWatch;
  readonly tracing: FleetTracing;
  /** Where the databases are, for the whole run. */
  readonly kvPort: number;
}

/** What the parts report to. */
export interface FleetHooks {
  onMember(change: MemberChange): void;
  onKeeperReady(): void;
  onKeeperLost(reason: string): void;
}

const HOST = "127.0.0.1";
const LOG_ROTATION = { rotateBytes: 10 * 1024 * 1024, keepFiles: 3 };
/** As long as any fault may last. */
const MOST_TOXIC_MS = 86_400_000;
const POOL_FIRST = 20_000;
const POOL_LAST = 29_999;

/** Wires the parts of fleet. @throws {NetopsError} DISK_FULL when the database cannot be made. */
export function createParts(options: FleetOptions, hooks: FleetHooks): FleetParts {
  const { host, boot, paths, ports } = options;
  const { clock, timer } = host;
  const logger = createJsonLogger(clock);
  const http = host.createHttpClient({ maxIdlePerHost: 0 });
  const store = new FleetStore(paths.database);
  const timeline = new Timeline(clock, store);
  const logs = new LogStore({ dir: paths.logs, clock, ...LOG_ROTATION });
  // Names are drawn from the seed, so that a run replays; ports from the run, so that two runs of
  // one seed begin apart.
  const rng = host.createRng(`${boot.seed}/instances`);
  const pool = createPool(options);
  const journal = new GroupJournal(paths.journal, boot.runId);
  const keeper = createKeeper(options, hooks, logger);
  const guard = joinGuards(journal, keeper);
  const registryUrl = `http://${HOST}:${ports.registry}`;
  const internalPorts = new Map<string, number>();
  const kvPort = pool.take("kv");
  const telemetryUrl = `http://${HOST}:${ports.telemetry}`;
  const tracing = openFleetTracing(host, { telemetryUrl, timeline });
  const { traceOf } = tracing;
  const registrar = new Registrar({ registryUrl, token: boot.token, http, timer, logger, traceOf });
  const launch = launchOptions(options, internalPorts, { kvPort, traceOf });
  const supervisor = new Supervisor({
    ...{ clock, timer, rng, spawner: host.spawner, processes: host.processes, ports: pool, guard },
    host: HOST,
    runId: boot.runId,
    listener: {
      onLine: (member, line) => logs.append(sourceOf(member), line),
      onChange: hooks.onMember,
    },
    launch: (group, member) => launchMember(group, member, launch),
    mayStart: (member) => registrar.isForgotten(member.id),
    isLeased: (id) => faults.isLeased(id),
    isSeatHeld: (seat) => faults.isSeatHeld(seat),
    probe: (group, member) => probeMember(group, member, { http, timer, connect: host.connect }),
    withdraw: async (member, { drainMs: limitMs }) => {
      if (!registrar.has(member.id)) return;
      await registrar.leave(member.id);
      const app = appOf(supervisor, member);
      const gateways = () => gatewayUrls(supervisor);
      if (limitMs <= 0) return;
      await drainInstance(member.id, { app, gateways, http, clock, timer, limitMs });
    },
  });
  const sourceOf = (member: Member) => ({ instance: member.id, app: appOf(supervisor, member) });
  const world = supervisedWorld(supervisor, host);
  const faults: ProcessFaults = new ProcessFaults({ world, clock, timer, logger });
  const jobs = createJobs(options, { supervisor, guard, timeline, store });
  const reach = new Reach({ http, timer, gateways: () => gatewayUrls(supervisor) });
  const losses = createLossWatch(options, { logs, timeline, store, journal });
  const routes = new RouteBoard(lastEpoch(store));
  routes.watch((snapshot) => store.saveRoutes(JSON.stringify(snapshot)));
  return {
    ...{ logger, http, store, timeline, logs, pool, journal, keeper, registrar, supervisor },
    ...{ routes, jobs, faults, internalPorts, reach, losses, tracing, kvPort },
  };
}

function createPool({ host, boot }: FleetOptions): PortPool {
  return new PortPool({
    host: HOST,
    first: POOL_FIRST,
    last: POOL_LAST,
    offset: host.createRng(boot.runId).integer(POOL_LAST - POOL_FIRST),
    canListen: host.canListen,
    describeOwner: (port) => {
      const owner = host.processes.portOwner(port);
      return owner && `pid ${owner.pid} "${owner.command}"`;
    },
  });
}

/** The app of a member; the name of its group tells where the group is gone already. */
export function appOf(supervisor: Supervisor, member: Member): string {
  return supervisor.groupOf(member)?.manifest.app ??
    parseServerGroupName(member.group)?.app ?? member.group;
}

/** Admin addresses of the gateways that serve. */
function gatewayUrls(supervisor: Supervisor): string[] {
  return [...supervisor.world.members.values()]
    .filter((member) => appOf(supervisor, member) === "gateway" && member.phase.kind === "up")
    .map((member) => `http://${member.host}:${member.adminPort}`);
}

function lastEpoch(store: FleetStore): number {
  const saved = store.loadRoutes();
  return saved === undefined ? 0 : Number(JSON.parse(saved).epoch ?? 0);
}

function createKeeper(options: FleetOptions, hooks: FleetHooks, logger: Logger): KeeperLink {
  const { host, boot, paths } = options;
  return new KeeperLink({
    ...{ spawner: host.spawner, timer: host.timer, clock: host.clock, logger },
    runId: boot.runId,
    request: {
      command: groundCommand(host.denoPath, "server/keeper/main.ts", {
        // Deno opens /proc/<pid> only with all access, and the keeper must see whom it ends.
        permissions: ["--allow-all"],
      }),
      dir: paths.home,
      env: { ...runtimeEnv(host), NETOPS_HOME: boot.home, NETOPS_RUN_ID: boot.runId },
      pipeStdin: true,
    },
    files: [paths.run],
    onReady: hooks.onKeeperReady,
    onLost: hooks.onKeeperLost,
  });
}

/** Tells a group to the journal first, then to the keeper. */
function joinGuards(journal: GroupJournal, keeper: KeeperLink): ProcessGuard {
  return {
    get ready() {
      return keeper.ready;
    },
    added(entry) {
      journal.added(entry);
      keeper.added(entry);
    },
    removed(pid) {
      keeper.removed(pid);
      journal.removed(pid);
    },
  };
}

/**
 * What Deno itself needs of the environment, and one arena of memory for all its threads: with more, a
 * platform of 34 processes is 20 MB larger.
 */
function runtimeEnv(host: Host): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "LANG", "NO_PROXY"];
  const env = host.readEnvironment();
  const kept = names.flatMap((name) => env[name] === undefined ? [] : [[name, env[name]]]);
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
    MALLOC_ARENA_MAX: "1",
  };
}

function launchOptions(
  options: FleetOptions,
  internalPorts: ReadonlyMap<string, number>,
  own: { readonly kvPort: number } & Required<Pick<LaunchOptions, "traceOf">>,
): LaunchOptions {
  const { host, boot, ports, apiPort } = options;
  return {
    boot,
    fleetUrl: `http://${HOST}:${apiPort}`,
    registryUrl: `http://${HOST}:${ports.registry}`,
    kvUrl: `http://${HOST}:${own.kvPort}`,
    gatewayUrl: `http://${HOST}:${ports.gateway}`,
    telemetryUrl: `http://${HOST}:${ports.telemetry}`,
    denoPath: host.denoPath,
    traceOf: own.traceOf,
    internalPorts,
    groundConfig: {
      registry: { profile: "local" },
      telemetry: { ...boot.telemetry },
      // Whoever sets toxics by the API and forgets them: those end too.
      link: { mostToxicMs: MOST_TOXIC_MS },
      conductor: conductorConfig(host, boot),
      guardian: {
        ...{ toxiproxyUrl: `http://${HOST}:${ports.toxiproxy}`, limits: boot.faultLimits },
        experiments: experimentCommand(options),
      },
      gateway: {
        shared: host.os === "linux",
        gateways: host.os === "linux" ? boot.gateways : 1,
        allowOrigins: boot.allowOrigins,
        allowStrangers: boot.allowStrangers === true,
      },
    },
    runtimeEnv: runtimeEnv(host),
  };
}

/** How the guardian has a job run an experiment; these start programs of the user's: full trust already. */
function experimentCommand({ host, paths }: FleetOptions) {
  return {
    command: groundCommand(host.denoPath, "chaos/runner/main.ts", {
      permissions: ["--allow-all"],
    }),
    env: { NETOPS_COMMAND: `${PLATFORM_ROOT}netops` },
    dir: dirname(paths.home),
  };
}
