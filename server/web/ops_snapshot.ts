import type { FaultView, RouteGroup, TimelineEvent } from "@netops/core/contracts";
import type { FiringAlert, InstanceStatus } from "@netops/core";
import type { RunningRun } from "./chaos/chaos_values.ts";
import type { RunningDeploy } from "./deploy/deploy_values.ts";
import type { TrafficRow } from "./traffic_window.ts";

/** Whether a source answered at the last step, and when it did so last. */
export interface SourceState {
  /** Wall time of its last good answer in ms; 0 when it never answered. */
  readonly okAtMs: number;
  /** Why it did not answer now; left out when it did. */
  readonly error?: string;
}

/** An application as the page shows it. */
export interface AppRow {
  readonly app: string;
  readonly tier: "ground" | "platform" | "service";
  readonly desired: number;
  readonly up: number;
  readonly status: InstanceStatus;
  /** Why it is not up yet, in a few words. */
  readonly waitingFor?: string;
  readonly url?: string;
}

/** An instance as the page shows it. */
export interface InstanceRow {
  readonly id: string;
  readonly app: string;
  readonly serverGroup: string;
  readonly version: string;
  readonly zone: string;
  readonly port: number;
  readonly pid: number;
  readonly status: InstanceStatus;
  readonly startedAtMs: number;
  readonly restarts: number;
  readonly reason?: string;
}

/** A gateway and whether its metrics could be read. */
export interface GatewayRow extends SourceState {
  readonly id: string;
}

/** Where the calls under one key go. */
export interface RouteRow {
  readonly key: string;
  readonly app: string;
  readonly auth: "none" | "user";
  readonly groups: readonly RouteGroup[];
}

/** What the registry lists, beside what fleet runs. */
export interface RegistryState extends SourceState {
  readonly url: string;
  readonly total: number;
  readonly up: number;
  /** Instances that fleet has UP and the registry does not list as UP. */
  readonly missing: readonly string[];
}

/** Whether anything may be broken on purpose, and what goes on; the faults are a section of their own. */
export interface ChaosState extends SourceState {
  readonly lever: "armed" | "stopped";
  readonly runs: readonly RunningRun[];
}

/** Deploys that are not over, newest first. */
export interface DeployState extends SourceState {
  readonly running: readonly RunningDeploy[];
}

/** Alerts that fire, as far as is known. */
export interface AlertState extends SourceState {
  /** How many fire. */
  readonly count: number;
  /** Those that page first; at most 20. */
  readonly firing: readonly FiringAlert[];
}

/** What stands above everything else. */
export interface OpsHead {
  readonly runId: string;
  readonly profile: string;
  readonly healthy: boolean;
  readonly urls: {
    readonly gateway: string;
    readonly registry: string;
    readonly ops: string;
    /** The page that plays; left out without the streaming platform. */
    readonly watch?: string;
    /** Where telemetry answers; left out without it. */
    readonly metrics?: string;
  };
  readonly fleet: SourceState;
  readonly registry: RegistryState;
  readonly routeEpoch: number;
  /** Left out in a platform without a guardian. */
  readonly chaos?: ChaosState;
  /** Left out in a platform without a conductor. */
  readonly deploys?: DeployState;
  /** Left out in a platform without telemetry. */
  readonly alerts?: AlertState;
}

/** The parts of a snapshot that are keyed, so that only what changed is sent. */
export interface OpsSections {
  readonly apps: Readonly<Record<string, AppRow>>;
  readonly instances: Readonly<Record<string, InstanceRow>>;
  readonly traffic: Readonly<Record<string, TrafficRow>>;
  readonly gateways: Readonly<Record<string, GatewayRow>>;
  readonly routes: Readonly<Record<string, RouteRow>>;
  /** Keyed by seq; the newest 200. */
  readonly events: Readonly<Record<string, TimelineEvent>>;
  /** Faults that are at work or being undone, and those that could not be undone. */
  readonly faults: Readonly<Record<string, FaultView>>;
}

/** Everything the page shows, at one moment. */
export interface OpsSnapshot extends OpsSections {
  /** Wall time of this process in ms. */
  readonly atMs: number;
  readonly head: OpsHead;
}

/** A snapshot before anything is known. */
export const EMPTY_SNAPSHOT: OpsSnapshot = {
  atMs: 0,
  head: {
    runId: "",
    profile: "",
    healthy: false,
    urls: { gateway: "", registry: "", ops: "" },
    fleet: { okAtMs: 0 },
    registry: { okAtMs: 0, url: "", total: 0, up: 0, missing: [] },
    routeEpoch: 0,
  },
  apps: {},
  instances: {},
  traffic: {},
  gateways: {},
  routes: {},
  events: {},
  faults: {},
};
