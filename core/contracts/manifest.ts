import type { PlannedApp } from "./platform_app.ts";
import type { RouteLimit } from "./routes.ts";
import type { RuleGroup } from "./series_rule.ts";

/** How the health of an instance is asked. */
export type HealthCheck =
  | { readonly kind: "http"; readonly path: string }
  | { readonly kind: "tcp" };

/** How many instances an app has, by a number that its load moves. */
export interface ScalingPlan {
  /** Requests a second, processors at work, or the 95th percentile of latency in ms. */
  readonly metric: "rps" | "cpu" | "latency";
  /** What the number should be: for each instance, a latency over all of them; above 0. */
  readonly target: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** After growth the next one waits so long. */
  readonly scaleOutCooldownMs: number;
  /** Fewer are taken when fewer were wanted all this time. */
  readonly scaleInWindowMs: number;
}

/**
 * Everything fleet needs to run one application; the inside form of a service in `netops.yaml`.
 *
 * Parsing and defaults live with the configuration (`cli/config`), so inside nothing is optional
 * that has a default.
 */
export interface AppManifest {
  readonly app: string;
  /**
   * `ground` and `platform` apps are netops's own: boot document on stdin, registered by themselves. The
   * ground is never routed to; the platform is the streaming platform on it; a `service` is the user's.
   */
  readonly tier: "ground" | "platform" | "service";
  /** An array is run as it is; a string runs under a shell. `$PORT` expands in an array. */
  readonly command: readonly [string, ...string[]] | string;
  /** Absolute folder that is baked into the artifact; undefined for ground apps. */
  readonly dir: string | undefined;
  /** Glob patterns, relative to `dir`, that are not baked. */
  readonly exclude: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A fixed port (one replica only), or undefined for one of the pool. */
  readonly port: number | undefined;
  readonly replicas: number;
  readonly health: HealthCheck;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
  /** Apps it calls: each gives it an address. Everything starts at once. */
  readonly dependsOn: readonly string[];
  readonly auth: "none" | "user";
  /** Requests per client, over all gateways together. */
  readonly limit: Readonly<RouteLimit> | undefined;
  /** Path of Prometheus metrics on the service's port, or undefined. */
  readonly metricsPath: string | undefined;
  /** Skipped with a note when its program is not on this machine. */
  readonly optional: boolean;
  /** `replicas` is only what it begins with then. */
  readonly scaling?: ScalingPlan;
}

/** The ports of the platform; 0 asks for a free one. */
export interface PlatformPorts {
  readonly gateway: number;
  readonly ops: number;
  readonly registry: number;
  /** Metrics API and OTLP. */
  readonly telemetry: number;
  /** The Toxiproxy API of links. */
  readonly toxiproxy: number;
}

/** A service level objective: how much of what is asked for must be good. */
export interface SloPlan {
  readonly name: string;
  /** The share that must be good, above 0 and below 1. */
  readonly objective: number;
  readonly windowMs: number;
  /** PromQL for the good share, 0..1; `$window` stands for the window that is asked for. */
  readonly query: string;
}

/** How much faults may take away of each server group at once. */
export interface FaultLimits {
  /** The largest share of its instances that may be away, 0..1. */
  readonly mostAwayRatio?: number | undefined;
  /** How many healthy ones must stay. */
  readonly leastHealthy?: number | undefined;
}

/** What telemetry does with what it gets. */
export interface TelemetryPlan {
  /** How long it is kept. */
  readonly retentionMs: number;
  /** An OTLP endpoint that it is passed on to, without a trailing slash. */
  readonly forwardUrl?: string;
  readonly slos?: readonly SloPlan[];
  /** Evaluated beside those of the objectives. */
  readonly rules?: readonly RuleGroup[];
  /** Whether the streaming platform runs: then stream starts have an objective. */
  readonly isStreaming?: boolean;
}

/** The first line on fleet's stdin: the whole plan of a run. */
export interface FleetBoot {
  readonly runId: string;
  readonly token: string;
  readonly home: string;
  readonly projectDir: string;
  readonly profile: string;
  readonly seed: string;
  /** With false fleet stops when its stdin closes: a foreground `up` owns it. */
  readonly detached: boolean;
  readonly ports: PlatformPorts;
  readonly regions: readonly { readonly name: string; readonly zones: readonly string[] }[];
  readonly gateways: number;
  /** Apps of the streaming platform; empty with profile `none`. */
  readonly platform: readonly PlannedApp[];
  readonly services: readonly AppManifest[];
  /** Fail the boot when not everything is UP by then. */
  readonly bootTimeoutMs: number;
  /** Origins besides our own that browsers may call the gateway from. */
  readonly allowOrigins: readonly string[];
  /** With true the gateways also route to instances that this run did not start. */
  readonly allowStrangers?: boolean;
  readonly telemetry: TelemetryPlan;
  /** How much faults may take away at once, by app, by `zone:NAME`, and by `*` for all that have none. */
  readonly faultLimits?: Readonly<Record<string, FaultLimits>>;
  /** The environment that services inherit, without any NETOPS_ variable. */
  readonly baseEnv: Readonly<Record<string, string>>;
}
