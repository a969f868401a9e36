import type { ScalingPlan } from "@netops/core/contracts";

/** What the conductor is told besides its boot line. */
export interface ConductorConfig {
  /** The environment of whoever ran `up`, without what is netops's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Where programs are, by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** How apps are scaled, by app. */
  readonly scaling: Readonly<Record<string, ScalingPlan>>;
}

/** Reads what fleet wrote. */
export function readConductorConfig(config: Readonly<Record<string, unknown>>): ConductorConfig {
  return {
    ...{ env: recordOf(config["env"]), programs: recordOf(config["programs"]) },
    scaling: recordOf(config["scaling"]),
  };
}

function recordOf<T>(value: unknown): Readonly<Record<string, T>> {
  return typeof value === "object" && value !== null ? value as Record<string, T> : {};
}
