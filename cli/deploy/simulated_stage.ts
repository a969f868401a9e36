import type { StageSpecOf } from "@netops/core/contracts";
import type { OptionValues } from "../spec.ts";
import type { SIMULATE_OPTIONS } from "../tree/deploy_simulate_command.ts";
import { deployPipeline } from "./deploy_pipeline.ts";

/** The deploy stage that the options of a release come to. */
export type SimulatedStage = StageSpecOf<"deploy">;

/**
 * The stage that `deploy run` with these options would have, its defaults filled in.
 *
 * @throws {NetopsError} USAGE
 */
export async function simulatedStage(
  options: OptionValues<typeof SIMULATE_OPTIONS>,
  canaryConfig: Readonly<Record<string, unknown>> | undefined,
): Promise<SimulatedStage> {
  const { PipelineSpec } = await import("@netops/core/contracts");
  const strategy = options.strategy ?? "canary";
  const { stages } = PipelineSpec.parse(deployPipeline({
    ...{ app: "shop", from: { kind: "dir", dir: "." } },
    options: { ...options, strategy, prometheus: undefined },
    ...(canaryConfig === undefined ? {} : { canaryConfig }),
  }));
  const stage = stages.find((one): one is SimulatedStage => one.type === "deploy");
  // What a release of a simulated world runs is its model.
  return { ...stage!, artifact: "new" };
}
