/**
 * Deploys that are only reckoned: a platform, its traffic and its releases in virtual time, driven by the
 * stages that deliver real ones.
 *
 * ```ts
 * const { good, bad } = await simulateMany({ deploys: 100, seed: "1", strategy: "canary" });
 * ```
 *
 * @module
 */
export { BAD_RELEASES, GOOD_RELEASE, type ReleaseModel, releaseModel } from "./release_model.ts";
export {
  createSimulation,
  simulateDeploy,
  type SimulatedOutcome,
  type Simulation,
  type SimulationOptions,
} from "./simulate_deploy.ts";
export {
  type ManyOptions,
  type ManySummary,
  type ModelSummary,
  simulateMany,
} from "./simulate_many.ts";
export { SimulatedMetrics } from "./simulated_metrics.ts";
export { SimulatedPlatform } from "./simulated_platform.ts";
export { SimulatedProbe } from "./simulated_probe.ts";
export { type SimulatedProbes, SimulatedWorld, type WorldOptions } from "./simulated_world.ts";
