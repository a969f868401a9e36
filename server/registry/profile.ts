import { NetopsError } from "@netops/core";

/** How self-preservation judges a group of leases. */
export interface SelfPreservationRules {
  readonly enabled: boolean;
  /** Share of a group's leases (0..1) that must be alive for its expired ones to go at once. */
  readonly thresholdRatio: number;
  /** Evictions of this long ago still count against a group, in ms. */
  readonly windowMs: number;
  /** A mass loss is believed and evicted after this long, in ms. */
  readonly holdMs: number;
}

/** Every time that the registry works with. */
export interface RegistryProfile {
  readonly name: "local" | "stock";
  /** What a client that says nothing is taken to renew at, in ms. */
  readonly renewIntervalMs: number;
  /** Lease of a client that says nothing, in ms; what a client says is honoured. */
  readonly leaseDurationMs: number;
  readonly evictionIntervalMs: number;
  readonly deltaRetentionMs: number;
  /** Eureka's own: a lease that was renewed once lives twice its duration. */
  readonly renewalQuirk: boolean;
  readonly selfPreservation: SelfPreservationRules;
}

const LOCAL: RegistryProfile = {
  name: "local",
  renewIntervalMs: 2_000,
  leaseDurationMs: 6_000,
  evictionIntervalMs: 500,
  deltaRetentionMs: 60_000,
  renewalQuirk: false,
  selfPreservation: { enabled: true, thresholdRatio: 0.85, windowMs: 6_000, holdMs: 30_000 },
};

const STOCK: RegistryProfile = {
  name: "stock",
  renewIntervalMs: 30_000,
  leaseDurationMs: 90_000,
  evictionIntervalMs: 60_000,
  deltaRetentionMs: 180_000,
  renewalQuirk: true,
  selfPreservation: { enabled: true, thresholdRatio: 0.85, windowMs: 60_000, holdMs: 900_000 },
};

const OPTIONS = ["profile", "renewalQuirk", "selfPreservation"];

/**
 * Reads the profile from the boot document's `config`: `{profile?: "local"|"stock", renewalQuirk?:
 * boolean, selfPreservation?: boolean}`.
 *
 * @throws {NetopsError} CONFIG_INVALID when an option is unknown or of another type.
 * Source: eureka-core DefaultEurekaServerConfig (stock).
 */
export function readProfile(config: Readonly<Record<string, unknown>>): RegistryProfile {
  const unknown = Object.keys(config).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) {
    throw new NetopsError("CONFIG_INVALID", `Cannot read the registry's option "${unknown}"`, {
      fix: `use one of ${OPTIONS.join(", ")}`,
    });
  }
  const name = config.profile ?? "local";
  if (name !== "local" && name !== "stock") {
    throw new NetopsError("CONFIG_INVALID", `Cannot find the registry profile "${name}"`, {
      fix: "use local or stock",
    });
  }
  const base = name === "local" ? LOCAL : STOCK;
  return {
    ...base,
    renewalQuirk: readFlag(config, "renewalQuirk") ?? base.renewalQuirk,
    selfPreservation: {
      ...base.selfPreservation,
      enabled: readFlag(config, "selfPreservation") ?? base.selfPreservation.enabled,
    },
  };
}

function readFlag(config: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = config[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw new NetopsError(
    "CONFIG_INVALID",
    `Cannot read the registry's option "${name}" as it is no boolean`,
  );
}
