/**
 * Runs experiments: as a job of a platform, or without one.
 *
 * @module
 */
export { type ExperimentDocument, experimentDocument } from "./experiment_document.ts";
export { PlatformProbes } from "./platform_probes.ts";
export { PLATFORM_PROBES, type PlatformProbeView } from "./probe_catalogue.ts";
export { goingRuns, RUN_GRACE_MS, runJobName } from "./run_jobs.ts";
export { type FateOptions, type RunFate, type RunPulse, withFate } from "./run_fate.ts";
export { type FinishedRun, type RunOrder, runOrder, type RunOrderParts } from "./run_order.ts";
export { type KeptRun, RunStore } from "./run_store.ts";
