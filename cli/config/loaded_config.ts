import type { AppManifest, FleetBoot, PlatformPorts, TelemetryPlan } from "@netops/core/contracts";

/** One setting and where its value came from. */
export interface ConfigOrigin {
  /** Dotted, such as `services.shop.replicas`. */
  readonly key: string;
  readonly value: unknown;
  /** `netops.yaml:3:5`, `NETOPS_SEED`, `--isolated` or `default`. */
  readonly source: string;
}

/** A value that an option of the command line gives to a key; it wins over everything else. */
export interface ConfigFlag {
  /** Dotted, such as `ports.gateway`. */
  readonly key: string;
  readonly value: unknown;
  /** The option as the user wrote it, such as `--isolated`. */
  readonly source: string;
}

/** What {@linkcode loadConfig} reads from. */
export interface LoadConfigOptions {
  /** The folder to search upward from, absolute. */
  readonly cwd: string;
  /** The value of `-f`, relative to `cwd`; without it the nearest `netops.yaml` is used. */
  readonly file?: string;
  /** The whole environment; only `NETOPS_*` is looked at. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flags?: readonly ConfigFlag[];
  /** How wide a line of an error may be; default 120 columns. */
  readonly width?: number;
}

/** A configuration that passed every check, with all defaults filled in. */
export interface LoadedConfig {
  /** Absolute path of the file that was used; undefined when there is none. */
  readonly file: string | undefined;
  /** The folder of `file`, or the working folder. */
  readonly projectDir: string;
  readonly platform: "none" | "lite" | "std" | "full";
  readonly manifests: readonly AppManifest[];
  readonly ports: PlatformPorts;
  readonly gateways: number;
  readonly allowOrigins: readonly string[];
  readonly allowStrangers: boolean;
  readonly telemetry: TelemetryPlan;
  /** How much faults may take away. */
  readonly faultLimits: NonNullable<FleetBoot["faultLimits"]>;
  readonly seed?: string;
  /** Every key with its source, sorted by key. */
  readonly origins: readonly ConfigOrigin[];
}
