import { NetopsError } from "@netops/core";
import type {
  ExecutionRequest,
  ExecutionView,
  PipelineSpec,
  StageSpec,
  StageType,
} from "@netops/core/contracts";
import {
  createFixedRng,
  FakeClock,
  FakeTimer,
  RecordingEventSink,
  RecordingLogger,
} from "@netops/core/testing";
import { MetricRegistry } from "@netops/core/service";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";
import type { StageServices } from "../ports/stage_services.ts";
import type { StageHandler } from "../stages/stage_handler.ts";
import { Conductor } from "./conductor.ts";
import { ExecutionMetrics } from "./execution_metrics.ts";
import { KEYS } from "./keys.ts";
import { LookStore } from "./look_store.ts";
import { PipelineStore } from "./pipeline_store.ts";
import { SlotBook } from "./slots.ts";
import type { StageWorld } from "./stage_world.ts";
import { ExecutionStore, readEntry, type StoredExecution } from "./store.ts";
import { WatchedKv } from "./watched_kv.ts";

/** A stage of a test before defaults. */
export type StageDraft =
  & { readonly name: string; readonly type: StageType }
  & Record<string, unknown>;

/** Handlers of a test: each a StageHandler of its own type and state. */
export type TestHandlers = Partial<Record<StageType, object>>;

/** What a rig is made of. */
export interface RigOptions {
  readonly handlers?: TestHandlers;
  readonly world?: Partial<Omit<StageWorld, "platform">>;
  readonly platform?: Partial<DeliveryPlatform>;
}

/**
 * A conductor over a real Deno KV in memory and a clock that stands still, and one after the other of its kind
 * when it is killed.
 */
export class ConductorRig {
  readonly clock: FakeClock = new FakeClock();
  readonly events: RecordingEventSink = new RecordingEventSink();
  readonly logger: RecordingLogger = new RecordingLogger();
  readonly metrics: MetricRegistry = new MetricRegistry();
  timer: FakeTimer = new FakeTimer(this.clock);
  kv: WatchedKv;
  supersededCount = 0;
  #conductor: Conductor | undefined;
  readonly #real: Deno.Kv;
  readonly #options: RigOptions;
  #ids = 0;

  private constructor(real: Deno.Kv, options: RigOptions) {
    this.#real = real;
    this.kv = new WatchedKv(real);
    this.#options = options;
  }

  /** A rig with a conductor that has begun. */
  static async open(options: RigOptions = {}): Promise<ConductorRig> {
    const rig = new ConductorRig(await Deno.openKv(":memory:"), options);
    await rig.boot();
    return rig;
  }

  /** The conductor that is at work. */
  get conductor(): Conductor {
    if (this.#conductor === undefined) throw new Error("no conductor is at work");
    return this.#conductor;
  }

  /** Starts a conductor in the place of one that is dead, or beside one that is not. */
  async boot(runId = "run-1"): Promise<Conductor> {
    this.timer = new FakeTimer(this.clock);
    this.kv = new WatchedKv(this.#real);
    const { clock, timer, events, logger } = this;
    const store = await ExecutionStore.open({ kv: this.kv.kv, clock });
    const conductor: Conductor = new Conductor({
      ...{ store, clock, timer, events, logger, runId },
      slots: new SlotBook(store),
      metrics: new ExecutionMetrics(this.metrics),
      looks: new LookStore(this.kv.kv),
      pipelines: new PipelineStore(this.kv.kv),
      randomHex: () => (++this.#ids).toString(16).padStart(8, "0"),
      requireApp: (app) => app === "nobody" ? Promise.reject(missing(app)) : Promise.resolve(),
      openWorld: () => Promise.resolve(this.#world(conductor)),
      onSuperseded: () => void this.supersededCount++,
    });
    this.#conductor = conductor;
    await conductor.adopt();
    return conductor;
  }

  /** Lets everything happen that happens at this moment. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      await this.timer.settle();
      quiet = await this.kv.rest() ? 0 : quiet + 1;
    }
  }

  /** Lets time pass. */
  async advance(durationMs: number, stepMs = 250): Promise<void> {
    await this.settle();
    for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
      await this.timer.advance(Math.min(stepMs, leftMs));
      await this.settle();
    }
  }

  /** Starts a pipeline of these stages. */
  async start(
    stages: readonly StageDraft[],
    change: Partial<ExecutionRequest> & { readonly pipelineOf?: Partial<PipelineSpec> } = {},
  ): Promise<ExecutionView> {
    const { pipelineOf, ...request } = change;
    const view = await this.conductor.start({
      ...{ parameters: {}, by: "test", trigger: "manual" },
      pipeline: pipelineOfStages(stages, pipelineOf),
      ...request,
    });
    return view;
  }

  /** An execution as it is stored. */
  async read(id: string): Promise<StoredExecution | undefined> {
    const entry = await this.#real.get<Uint8Array>(KEYS.execution(id));
    return readEntry(entry);
  }

  /** Keeps a pipeline of these stages. */
  async store(stages: readonly StageDraft[], change: Partial<PipelineSpec> = {}): Promise<void> {
    await new PipelineStore(this.#real).put(pipelineOfStages(stages, change));
  }

  /** Lets time pass until an execution is over, or the conductor is dead. */
  async untilOver(id: string, limitMs = 3_600_000): Promise<ExecutionView | undefined> {
    const endMs = this.clock.nowMs() + limitMs;
    for (;;) {
      await this.settle();
      if (this.kv.isDead) return undefined;
      const view = await this.conductor.view(id);
      if (isComplete(view.status)) return view;
      if (this.clock.nowMs() >= endMs) {
        throw new Error(`${id} is not over: ${JSON.stringify(view.stages)}`);
      }
      await this.timer.advance(250);
    }
  }

  /** Ends everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#conductor?.close();
    await this.settle();
    this.#real.close();
  }

  #world(conductor: Conductor): StageWorld {
    const { handlers = {}, platform = {}, world = {} } = this.#options;
    const leases = { lease: () => Promise.resolve(), release: () => Promise.resolve() };
    return {
      platform: { ...leases, ...platform } as DeliveryPlatform,
      probe: {} as StageWorld["probe"],
      metrics: {} as StageWorld["metrics"],
      rngOf: createFixedRng,
      servicesOf: (record) => servicesOf(conductor, record),
      opensAtMs: (_window, nowMs) => nowMs,
      handlerOf: (type) => {
        const handler = handlers[type];
        return handler === undefined
          ? Promise.reject(new Error(`no handler of ${type}`))
          : Promise.resolve(handler as StageHandler);
      },
      ...world,
    };
  }
}

/** A pipeline of the app `shop`, with defaults in place. */
export function pipelineOfStages(
  stages: readonly StageDraft[],
  change: Partial<PipelineSpec> = {},
): PipelineSpec {
  return {
    ...{ name: "release", app: "shop", parameters: [], triggers: [], notifications: [] },
    concurrency: "reject",
    stages: stages.map((stage) =>
      ({ needs: [], onFailure: "halt", ...stage }) as unknown as StageSpec
    ),
    ...change,
  };
}

function servicesOf(conductor: Conductor, record: ExecutionRecord): StageServices {
  return {
    startExecution: (request: ExecutionRequest) => conductor.start(request, record),
    execution: (id: string) => conductor.view(id),
  } as StageServices;
}

function missing(app: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot deliver to ${app}, which is not there`);
}
