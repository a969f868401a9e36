import type { CohortTerms } from "@netops/core/contracts";
import { activitiesByName } from "../compat/activity_names.ts";
import { strategiesOf } from "../compat/strategies.ts";
import { probesOf } from "../hypothesis/check_hypothesis.ts";
import { activitySeed } from "../plan/plan.ts";
import type { ExperimentPorts } from "../ports.ts";
import type { ActivityCall } from "../providers/call.ts";
import { substitute } from "../python/template.ts";
import { isMap, type Value, type ValueMap } from "../python/value.ts";
import { loadSettings } from "../settings/load_settings.ts";
import { NO_VARIABLES } from "../settings/variables.ts";
import { type ActivityContext, runActivity } from "./activity_run.ts";
import { FactBook } from "./fact_book.ts";
import { FaultBook } from "./fault_book.ts";
import { FaultRefused } from "./fault_refused.ts";
import { isInterruption } from "./interruption.ts";
import type { NativeWorld } from "./native_activity.ts";
import type { Phase, ProgressEvent, RunOptions } from "./options.ts";
import { Outputs } from "./outputs.ts";
import { performStrictly } from "./strict_perform.ts";
import { strictSettings } from "./strict_settings.ts";

/** Who runs what with which draws. */
export interface StrictIdentity {
  readonly id: string;
  readonly seed: string;
}

/** What all parts of a strict run share: the experiment, its settings, and what happened so far. */
export class StrictStage {
  readonly experiment: ValueMap;
  readonly ports: ExperimentPorts;
  readonly options: RunOptions;
  readonly settings: ReturnType<typeof strictSettings>;
  readonly strategies: ReturnType<typeof strategiesOf>;
  readonly facts = new FactBook();
  readonly faults: FaultBook;
  /** Ends the checks and the method; rollbacks and undo are never ended by it. */
  readonly main = new AbortController();
  readonly #identity: StrictIdentity;
  readonly #outputs = new Outputs();
  readonly #names: ReadonlyMap<string, ValueMap>;
  #call: ActivityCall;

  /** Sets everything up; nothing runs yet. */
  constructor(
    experiment: ValueMap,
    ports: ExperimentPorts,
    { identity, options }: { identity: StrictIdentity; options: RunOptions },
  ) {
    this.experiment = experiment;
    this.ports = ports;
    this.options = options;
    this.settings = strictSettings(experiment, options);
    this.strategies = strategiesOf(experiment, options);
    this.faults = new FaultBook(ports);
    this.#identity = identity;
    this.#names = activitiesByName(experiment);
    const { env } = options.variables ?? NO_VARIABLES;
    this.#call = {
      scope: { configuration: {}, secrets: {}, outputs: this.#outputs.find },
      ports,
      env: { ...ports.surroundings.env, ...env },
      signal: this.main.signal,
      interrupt: (reason) => this.main.abort(reason),
    };
  }

  /** The probes of the hypothesis; undefined when there is nothing to check. */
  get probes(): readonly Value[] | undefined {
    return this.strategies.hypothesis === "skip" ? undefined : probesOf(this.experiment);
  }

  /**
   * Loads configuration and secrets.
   *
   * @throws {InvalidExperiment} and {PythonError} when they cannot be; nothing ran then.
   */
  async configure(): Promise<void> {
    const scope = await loadSettings(this.experiment, this.#call, this.options);
    this.#call = { ...this.#call, scope };
    this.experiment["title"] = substitute(this.experiment["title"] ?? null, scope);
  }

  /** The arms of this run; undefined when the experiment declares none. */
  get cohort(): CohortTerms | undefined {
    const { cohorts } = this.settings;
    if (cohorts === undefined) return undefined;
    const { id, seed } = this.#identity;
    const { share, by } = cohorts;
    return { id, share, by, seed: activitySeed(seed, "cohorts", "arms") };
  }

  /** The entries of the method or the rollbacks. */
  entries(key: "method" | "rollbacks"): ValueMap[] {
    const list = this.experiment[key];
    return (Array.isArray(list) ? list : []).filter(isMap);
  }

  /** How activities of a phase are carried out. */
  context(phase: Phase, signal: AbortSignal = this.main.signal): ActivityContext {
    const nameOf = (entry: ValueMap) => String((entry["activity"] as ValueMap)["name"]);
    return {
      call: { ...this.#call, signal },
      dry: this.options.dry,
      lookUp: (ref) => this.#names.get(ref),
      perform: (activity, call) => performStrictly(activity, call, this.#nativeWorld(phase)),
      onStart: (entry) => this.tell({ kind: "activity-started", phase, name: nameOf(entry) }),
      onEnd: (entry) => {
        const status = String(entry["status"] ?? "unfinished");
        if (status === "succeeded") this.#outputs.set(nameOf(entry), entry["output"] ?? null);
        this.tell({ kind: "activity-ended", phase, name: nameOf(entry), status });
      },
    };
  }

  /** Plays one activity; whatever happens is in the facts afterwards. */
  async play(entry: ValueMap, phase: "method" | "rollbacks", signal: AbortSignal): Promise<void> {
    const runs = this.facts[phase];
    const context = this.context(phase, signal);
    let started: ValueMap | undefined;
    const onStart = (run: ValueMap) => {
      started = run;
      context.onStart?.(run);
    };
    try {
      await runActivity(entry, { ...context, runs, onStart });
    } catch (error) {
      if (error instanceof FaultRefused) {
        const name = String(entry["name"] ?? "");
        this.facts.refusal ??= `"${name}" was refused: ${error.message}`;
      } else if (isInterruption(error) || signal.aborted) return;
      // A pause that is no number breaks outside of the activity's work; it has failed as well.
      const broken = started ?? { activity: { ...entry }, output: null };
      if (started === undefined) runs.push(broken);
      const message = error instanceof Error ? error.message : String(error);
      Object.assign(broken, { status: "failed", exception: [`${message}\n`] });
    }
  }

  /** Passes an end from outside, and the end of the time box, on; the answer stops that. */
  follow(): () => void {
    const { signal } = this.options;
    const pass = () => this.main.abort(signal?.reason);
    if (signal?.aborted) pass();
    signal?.addEventListener("abort", pass, { once: true });
    return () => signal?.removeEventListener("abort", pass);
  }

  /** Tells whoever listens what happens. */
  tell(event: Omit<ProgressEvent, "atMs">): void {
    this.options.onProgress?.({ atMs: this.ports.clock.nowMs(), ...event });
  }

  #nativeWorld(phase: Phase): NativeWorld {
    const { id, seed } = this.#identity;
    const { cohort } = this;
    return {
      ...(cohort === undefined ? {} : { cohort }),
      book: this.faults,
      experimentId: id,
      undoWithinMs: this.settings.undoWithinMs,
      seedOf: (activity) => activitySeed(seed, phase, String(activity["name"])),
      onInjected: (name, kind, injected) =>
        this.tell({ kind: "fault-injected", phase, name, data: { kind, ...injected } }),
    };
  }
}
