/** How the health of an instance is asked. */
export type HealthCheck =
  | { readonly kind: "http"; readonly path: string }
  | { readonly kind: "tcp" };

/**
 * Everything fleet needs to run one application; the inside form of a service in `netops.yaml`.
 *
 * Parsing and defaults live with the configuration (`cli/config`), so inside nothing is optional
 * that has a default.
 */
export interface AppManifest {
  readonly app: string;
  /** `ground` apps are netops's own: zone "-", never routed, boot document on stdin. */
  readonly tier: "ground" | "service";
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
  /** Requests per client address, over all gateways together. */
  readonly limit: { readonly count: number; readonly perMs: number } | undefined;
  /** Path of Prometheus metrics on the service's port, or undefined. */
  readonly metricsPath: string | undefined;
  /** Skipped with a note when its program is not on this machine. */
  readonly optional: boolean;
}

/** The ports of the platform; 0 asks for a free one. */
export interface PlatformPorts {
  readonly gateway: number;
  readonly ops: number;
  readonly registry: number;
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
  readonly services: readonly AppManifest[];
  /** Fail the boot when not everything is UP by then. */
  readonly bootTimeoutMs: number;
  /** Origins besides our own that browsers may call the gateway from. */
  readonly allowOrigins: readonly string[];
  /** With true the gateways also route to instances that this run did not start. */
  readonly allowStrangers?: boolean;
  /** The environment that services inherit, without any NETOPS_ variable. */
  readonly baseEnv: Readonly<Record<string, string>>;
}
