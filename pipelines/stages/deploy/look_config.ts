import { NetopsError } from "@netops/core";
import type { Judging } from "@netops/core/contracts";
import type { CanaryConfig } from "../../judge/canary_config.ts";
import { checkMetrics } from "./check_counts.ts";

/** By what a release is judged, with every default filled in. */
export interface LookConfig {
  /** Whose points a metric source is asked for. */
  readonly measured: CanaryConfig;
  /** With the checks. */
  readonly judged: CanaryConfig;
}

const THRESHOLDS = { pass: 75, marginal: 50 };

/**
 * The configuration of a release: its own, or what suits any service.
 *
 * @throws {NetopsError} CONFIG_INVALID when a judge could not use it, with what is wrong
 */
export async function lookConfig(judging: Judging): Promise<LookConfig> {
  const measured = filled(await measuredConfig(judging));
  const metrics = [...measured.metrics, ...checkMetrics(judging)];
  return { measured, judged: { ...measured, metrics } };
}

async function measuredConfig({ config }: Judging): Promise<CanaryConfig> {
  if (config === undefined) {
    const { defaultCanaryConfig } = await import("../../metrics/default_canary_config.ts");
    return defaultCanaryConfig();
  }
  const [{ canaryConfigSchema }, { checkCanaryConfig }] = await Promise.all([
    import("../../judge/schema.ts"),
    import("../../judge/check_canary_config.ts"),
  ]);
  const parsed = canaryConfigSchema.safeParse(config);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join(".") ?? ""} is not ${issue?.message ?? "as it should be"}`);
  }
  const finding = checkCanaryConfig(parsed.data).find(({ mayStand }) => mayStand !== true);
  if (finding !== undefined) throw invalid(finding.message);
  return parsed.data;
}

/** What a later release of netops might take for another default stands in what is stored. */
function filled(config: CanaryConfig): CanaryConfig {
  const { classifier = {} } = config;
  return {
    ...config,
    classifier: {
      ...classifier,
      scoreThresholds: { ...THRESHOLDS, ...classifier.scoreThresholds },
    },
  };
}

function invalid(why: string): NetopsError {
  return new NetopsError("CONFIG_INVALID", `Cannot judge by this canary configuration: ${why}`, {
    fix: "netops deploy judge --config FILE says where",
  });
}
