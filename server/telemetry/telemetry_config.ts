import type { TelemetryPlan } from "@netops/core/contracts";

const DAY_MS = 86_400_000;

/** Reads the configuration that fleet gives; a rig gives none. */
export function readTelemetryConfig(
  config: Readonly<Record<string, unknown>>,
): Required<Pick<TelemetryPlan, "slos" | "rules" | "isStreaming">> & TelemetryPlan {
  const { retentionMs, forwardUrl, slos, rules, isStreaming } = config as Partial<TelemetryPlan>;
  return {
    retentionMs: retentionMs ?? DAY_MS,
    ...(forwardUrl === undefined ? {} : { forwardUrl }),
    slos: slos ?? [],
    rules: rules ?? [],
    isStreaming: isStreaming ?? false,
  };
}
