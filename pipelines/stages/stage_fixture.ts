import { NetopsError } from "@netops/core";
import type {
  ExecutionView,
  RunDocument,
  StageSpec,
  StageSpecOf,
  StageType,
} from "@netops/core/contracts";
import { createFixedRng, ScriptedHttpClient } from "@netops/core/testing";
import type { MetricSource } from "../ports/metric_source.ts";
import type { ReleaseProbe } from "../ports/release_probe.ts";
import type { StageServices } from "../ports/stage_services.ts";
import { FakePlatform } from "./fake_platform.ts";
import type { StageHandler, StageScope, StageStep, StageWishes } from "./stage_handler.ts";

/** When every stage of a test starts. */
export const STARTED_AT_MS = 1_700_000_000_000;

/** What a stage of a test sees; what is not given is empty. */
export interface FakeWorld {
  readonly platform: FakePlatform;
  readonly services: StageServices;
  nowMs: number;
  wishes: StageWishes;
}

/** Makes a world in which nothing is and nothing answers. */
export function fakeWorld(
  { platform = new FakePlatform(), services = {} }: {
    readonly platform?: FakePlatform;
    readonly services?: Partial<StageServices>;
  } = {},
): FakeWorld {
  return {
    platform,
    services: { ...NO_SERVICES, ...services },
    nowMs: STARTED_AT_MS,
    wishes: {},
  };
}

/** The scope of one look. */
export function scopeOf<T extends StageType>(
  world: FakeWorld,
  spec: StageSpecOf<T>,
): StageScope<T> {
  const { platform, services, nowMs, wishes } = world;
  return {
    ...{ executionId: "e-1", app: "hello", spec, key: `e-1/${spec.name}` },
    ...{ startedAtMs: STARTED_AT_MS, nowMs, wishes, outputs: {}, platform, services },
    rng: createFixedRng(`e-1/${spec.name}`),
    probe: NOT_HERE as ReleaseProbe,
    metrics: NOT_HERE as MetricSource,
  };
}

/** A run of a stage to its end. */
export interface StageRun<State> {
  readonly steps: readonly StageStep<State>[];
  readonly last: StageStep<State>;
}

/** How a stage of a test is driven. */
export interface DriveOptions<State> {
  /** The look after which everything is lost but the state before it. */
  readonly crashAt?: number;
  /** Called before each look, with the number of it. */
  readonly before?: (look: number, world: FakeWorld) => void;
  readonly isCanceled?: (look: number) => boolean;
  readonly state?: State;
  /** An error that is not tried again has the stage take back what it did, and then fail. */
  readonly takesBack?: boolean;
}

const MOST_LOOKS = 400;

/** Drives a stage as a conductor does: the state is stored as JSON after each look, time goes to the next one. */
export async function drive<T extends StageType, State>(
  handler: StageHandler<T, State>,
  [world, spec]: readonly [FakeWorld, StageSpecOf<T>],
  options: DriveOptions<State> = {},
): Promise<StageRun<State>> {
  const steps: StageStep<State>[] = [];
  let state = options.state ?? handler.begin(scopeOf(world, spec));
  let failure: NetopsError | undefined;
  for (let look = 0; look < MOST_LOOKS; look++) {
    options.before?.(look, world);
    const isEnding = failure !== undefined || options.isCanceled?.(look) === true;
    const act = isEnding ? handler.cancel : handler.advance;
    const step = await lookOnce(() => act(state, scopeOf(world, spec))).catch((error) => {
      if (options.takesBack !== true) throw error;
      failure = error;
      return undefined;
    });
    if (step === undefined || look === options.crashAt) {
      world.nowMs += 250;
      continue;
    }
    steps.push(step);
    state = JSON.parse(JSON.stringify(step.state));
    for (const taken of step.took ?? []) {
      const { [taken]: _, ...left } = world.wishes;
      world.wishes = left;
    }
    if (step.status !== "RUNNING") {
      const last = failure && { ...step, status: "FAILED" as const, reason: failure.message };
      return { steps, last: last ?? step };
    }
    world.nowMs = Math.max(world.nowMs, step.wakeAtMs ?? world.nowMs + 250);
  }
  throw new Error(`the stage does not end: ${JSON.stringify(steps.at(-1))}`);
}

const AGAIN = ["UNREACHABLE", "TIMED_OUT", "CONFLICT"];

async function lookOnce<State>(act: () => Promise<StageStep<State>>) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NetopsError && AGAIN.includes(error.code)) return undefined;
    throw error;
  }
}

/** What is common to all stages of tests. */
export const COMMON: Pick<StageSpec, "needs" | "onFailure"> = { needs: [], onFailure: "halt" };

const NO_SERVICES: StageServices = {
  http: new ScriptedHttpClient(({ url }) => {
    throw new NetopsError("UNREACHABLE", `Cannot reach ${url}`);
  }),
  query: () => Promise.resolve(undefined),
  startExecution: () => Promise.reject(new NetopsError("NOT_FOUND", "Cannot find the pipeline")),
  execution: () => Promise.resolve<ExecutionView | undefined>(undefined),
  abortExecution: () => Promise.resolve(),
  startExperiment: () => Promise.reject(new NetopsError("NOT_FOUND", "Cannot find it")),
  experiment: () => Promise.resolve<RunDocument | undefined>(undefined),
  stopExperiment: () => Promise.resolve(),
  findProgram: () => undefined,
};

const NOT_HERE: unknown = new Proxy({}, {
  get: (_, name) => {
    throw new Error(`no stage of this test asks for ${String(name)}`);
  },
});
