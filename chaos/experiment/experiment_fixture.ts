import type { HttpClientRequest, ProgramRequest, ProgramResult } from "@netops/core";
import { createFixedRng, FakeClock, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { SeenArms } from "./cohorts/judge_arms.ts";
import { denoFiles } from "./deno_files.ts";
import { readExperiment } from "./experiment.ts";
import type { Injected, InjectRequest, NativeActions, UndoOutcome } from "./native_actions.ts";
import type { NativeCohorts } from "./native_cohorts.ts";
import type { NativeProbes } from "./native_probes.ts";
import type { ExperimentPorts } from "./ports.ts";
import type { ProgressEvent, RunOptions } from "./run/options.ts";
import type { RunRecord } from "./run/record.ts";
import { runExperiment } from "./run/run_experiment.ts";
import { type Verdict, verdictOf } from "./run/verdict.ts";

/** Injects nothing and remembers everything. */
export class FakeActions implements NativeActions {
  readonly injected: InjectRequest[] = [];
  readonly stopped: string[] = [];
  /** What the next injection throws. */
  refusal: Error | undefined;
  /** How faults are undone; ids count from f1. */
  undo: (id: string) => UndoOutcome | Promise<UndoOutcome> = () => ({ undone: true });
  readonly #clock: FakeClock;

  /** Leases run on `clock`. */
  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Remembers a fault. */
  inject(request: InjectRequest): Promise<Injected> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    this.injected.push(request);
    const id = `f${this.injected.length}`;
    const expiresAtMs = this.#clock.nowMs() + request.durationMs;
    return Promise.resolve({ id, targets: [`${request.target}-1`], expiresAtMs });
  }

  /** Ends a fault as the test says. */
  async stop(id: string): Promise<UndoOutcome> {
    this.stopped.push(id);
    return await this.undo(id);
  }
}

/** A world in memory in which an experiment runs. */
export class ExperimentWorld {
  readonly clock = new FakeClock();
  readonly timer = new FakeTimer(this.clock);
  readonly actions = new FakeActions(this.clock);
  readonly events: ProgressEvent[] = [];
  readonly programs: ProgramRequest[] = [];
  readonly requests: HttpClientRequest[] = [];
  /** Answers HTTP. */
  answer: (request: HttpClientRequest) => Response | Promise<Response> = () => new Response("ok");
  /** Answers programs; the default ends with 0 and no output. */
  program: (request: ProgramRequest) => Partial<ProgramResult> | Promise<Partial<ProgramResult>> =
    () => ({});
  /** Answers native probes. */
  probe: NativeProbes["probe"] = () => Promise.resolve(1);
  /** What was counted of the arms; thrown when it is an error, nobody can be asked when left out. */
  arms: SeenArms | Error | undefined;
  endedAll = 0;
  env: Record<string, string> = { PATH: "/bin", HOME: "/home/x" };

  /** The ports of this world. */
  get ports(): ExperimentPorts {
    return {
      clock: this.clock,
      timer: this.timer,
      rng: createFixedRng("world"),
      http: new ScriptedHttpClient((request) => {
        this.requests.push(request);
        return this.answer(request);
      }),
      programs: {
        run: async (request) => {
          this.programs.push(request);
          const empty = new Uint8Array();
          const result = await this.program(request);
          return { code: 0, stdout: empty, stderr: empty, isCut: false, ...result };
        },
        endAll: () => ++this.endedAll,
      },
      files: denoFiles,
      surroundings: {
        env: this.env,
        dir: "/tmp",
        pid: 1,
        hostName: "here",
        platform: "Linux-1-x86_64",
      },
      findProgram: (name) => name.includes("missing") ? undefined : `/bin/${name}`,
      actions: this.actions,
      probes: { probe: (...given) => this.probe(...given) },
      ...(this.arms === undefined ? {} : { cohorts: cohortsOf(this.arms) }),
    };
  }

  /** Runs a document strictly, unless the options say otherwise, letting time pass as it is needed. */
  async run(
    document: unknown,
    options: RunOptions = {},
  ): Promise<{ record: RunRecord; verdict: Verdict }> {
    const experiment = readExperiment(JSON.stringify(document), "test.json");
    let record: RunRecord | undefined;
    let failure: unknown;
    const running = runExperiment(experiment, this.ports, {
      onProgress: (event) => this.events.push(event),
      seed: "1",
      ...options,
    }).then((done) => record = done, (error) => failure = error);
    for (let turn = 0; turn < 20_000 && record === undefined && failure === undefined; turn++) {
      await this.timer.advance(10);
    }
    if (failure !== undefined) throw failure;
    if (record === undefined) throw new Error("The run does not end");
    await running;
    return { record, verdict: verdictOf(record) };
  }
}

function cohortsOf(arms: SeenArms | Error): NativeCohorts {
  const read = () => arms instanceof Error ? Promise.reject(arms) : Promise.resolve(arms);
  return { begin: () => Promise.resolve(), read };
}

/** Text of a program's output. */
export function output(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A document with a title and a description. */
export function document(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { title: "t", description: "d", method: [], rollbacks: [], ...parts };
}

/** A probe over HTTP that wants a status. */
export function httpProbe(name: string, tolerance: unknown): Record<string, unknown> {
  return { type: "probe", name, tolerance, provider: { type: "http", url: "http://a.test/" } };
}

/** An action that runs a program. */
export function action(
  name: string,
  path = "true",
  activityOptions: object = {},
): Record<string, unknown> {
  return { type: "action", name, provider: { type: "process", path }, ...activityOptions };
}

/** An action that injects a fault. */
export function fault(name: string, more: object = {}): Record<string, unknown> {
  const provider = { type: "netops", fault: "process-pause", target: "hello", duration: "3s" };
  return { type: "action", name, provider: { ...provider, ...more } };
}

/** A hypothesis of probes. */
export function hypothesis(...probes: readonly unknown[]): Record<string, unknown> {
  return { "steady-state-hypothesis": { title: "h", probes } };
}
