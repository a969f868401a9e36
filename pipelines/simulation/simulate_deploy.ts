import type { Rng } from "@netops/core";
import type { DeployVerdict, LookView, StageSpecOf, StrategyName } from "@netops/core/contracts";
import { createSeededRng } from "@netops/core/host";
import { deployStage } from "../stages/deploy/deploy_stage.ts";
import type { DeployState } from "../stages/deploy/deploy_state.ts";
import type { StageScope, StageStep, StageWishes } from "../stages/stage_handler.ts";
import { NO_SERVICES } from "./no_services.ts";
import { GOOD_RELEASE, type ReleaseModel } from "./release_model.ts";
import { SimulatedMetrics } from "./simulated_metrics.ts";
import { SimulatedPlatform } from "./simulated_platform.ts";
import { SimulatedProbe } from "./simulated_probe.ts";
import { SimulatedWorld } from "./simulated_world.ts";

/** A deploy that is only reckoned. */
export interface SimulationOptions {
  readonly seed: string;
  /** The version to be; a good one when left out. */
  readonly release?: Partial<ReleaseModel>;
  /** The version that serves. */
  readonly old?: Partial<ReleaseModel>;
  readonly strategy?: StrategyName;
  readonly sharesPercent?: readonly number[];
  readonly bakeMs?: number;
  readonly watchMs?: number;
  readonly replicas?: number;
  readonly requestsPerSecond?: number;
  readonly gateways?: number;
  readonly isPortFixed?: boolean;
  /** Anything else of the stage. */
  readonly spec?: Partial<StageSpecOf<"deploy">>;
}

/** What a reckoned deploy came to. */
export interface SimulatedOutcome {
  readonly verdict: DeployVerdict;
  readonly reason: string;
  /** From its first requests to the decision. */
  readonly timeToVerdictMs: number;
  /** Requests that the new version failed. */
  readonly usersHit: number;
  readonly looks: readonly LookView[];
  /** Requests that the deploy itself dropped. */
  readonly dropped: number;
  readonly requests: number;
}

/** A world with a stage in it, for whoever drives it step by step. */
export interface Simulation {
  readonly world: SimulatedWorld;
  readonly platform: SimulatedPlatform;
  readonly probe: SimulatedProbe;
  readonly metrics: SimulatedMetrics;
  readonly rng: Rng;
  readonly spec: StageSpecOf<"deploy">;
  readonly app: string;
  /** The group that served before; none on a first deploy. */
  readonly serving: string;
}

const APP = "shop";
const START_MS = 1_700_000_000_000;

/** Makes a world in which the old version serves. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { seed, replicas = 2, requestsPerSecond = 200, gateways = 2 } = options;
  const rng = createSeededRng(seed);
  const world = new SimulatedWorld({
    ...{ rng, requestsPerSecond, gateways, startMs: START_MS, app: APP },
  });
  const platform = new SimulatedPlatform(world, rng);
  platform.artifacts.set("old", { ...GOOD_RELEASE, ...options.old });
  platform.artifacts.set("new", { ...GOOD_RELEASE, ...options.release });
  platform.isPortFixed = options.isPortFixed === true;
  const serving = platform.serve("old", replicas);
  world.advanceTo(world.nowMs + 5_000);
  const probe = new SimulatedProbe(world, rng);
  const metrics = new SimulatedMetrics(world);
  return { world, platform, probe, metrics, rng, spec: specOf(options), app: APP, serving };
}

function specOf(options: SimulationOptions): StageSpecOf<"deploy"> {
  const { strategy = "canary", sharesPercent = [5, 25, 50], bakeMs = 60_000 } = options;
  const { watchMs = 10_000, spec = {} } = options;
  return {
    ...{ name: "deploy", needs: [], onFailure: "halt", type: "deploy", artifact: "new" },
    ...{ strategy, sharesPercent: [...sharesPercent], bakeMs, watchMs },
    ...{ drainMs: 60_000, stopsOld: false, mostDropped: 0 },
    judging: { mode: "netops", warmupMs: 0, stepMs: 1_000, checks: [], extensions: 0 },
    ...spec,
  };
}

/** What a stage of a simulation is looked at with. */
export function scopeOf(
  { world, platform, probe, metrics, rng, app, spec }: Simulation,
  wishes: StageWishes = {},
): StageScope<"deploy"> {
  return {
    ...{ executionId: "x-1", app, spec, key: "x-1/deploy", startedAtMs: START_MS },
    ...{ nowMs: world.nowMs, rng: rng.fork("stage"), wishes, outputs: {} },
    ...{ platform, probe, metrics, services: NO_SERVICES },
  };
}

const DEFAULT_WAKE_MS = 250;
const MOST_STEPS = 100_000;

/** Lets time pass until a step is to be looked at again. */
export function sleepAfter({ world }: Simulation, { wakeAtMs }: StageStep<unknown>): void {
  const { nowMs } = world;
  // A conductor takes its time, too.
  const soonest = nowMs + 5;
  world.advanceTo(Math.max(soonest, wakeAtMs ?? nowMs + DEFAULT_WAKE_MS));
}

/** Carries out a whole deploy in reckoned time, by the same code that carries out real ones. */
export async function simulateDeploy(options: SimulationOptions): Promise<SimulatedOutcome> {
  const simulation = createSimulation(options);
  let state: DeployState = deployStage.begin(scopeOf(simulation));
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = await deployStage.advance(state, scopeOf(simulation));
    if (step.status !== "RUNNING") return outcomeOf(step);
    state = step.state;
    sleepAfter(simulation, step);
  }
  throw new Error(`The simulated deploy of seed ${options.seed} does not end`);
}

function outcomeOf({ outputs = {}, reason = "", state }: StageStep<DeployState>): SimulatedOutcome {
  const number = (name: string) => Number(outputs[name] ?? 0);
  return {
    verdict: String(outputs.verdict) as DeployVerdict,
    ...{ reason, timeToVerdictMs: number("timeToVerdictMs"), usersHit: number("usersHit") },
    ...{ looks: state.looks, dropped: number("dropped"), requests: number("requests") },
  };
}
