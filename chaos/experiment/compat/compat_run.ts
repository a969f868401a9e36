import { isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { noAttribute, PythonError } from "../python/python_error.ts";
import { substitute } from "../python/template.ts";
import { isMap } from "../python/value.ts";
import { checkHypothesis, hasFailed, probesOf } from "../hypothesis/check_hypothesis.ts";
import { loadSettings } from "../settings/load_settings.ts";
import { NO_VARIABLES } from "../settings/variables.ts";
import type { ExperimentPorts } from "../ports.ts";
import type { ActivityCall } from "../providers/call.ts";
import { runProvider } from "../providers/run_provider.ts";
import { type ActivityContext, isoTime, runActivity } from "../run/activity_run.ts";
import { Halt, InterruptSignal, isInterruption } from "../run/interruption.ts";
import type { Phase, ProgressEvent, RunOptions } from "../run/options.ts";
import { activitiesByName } from "./activity_names.ts";
import { openJournal } from "./journal.ts";
import { isChecked, type Strategies, strategiesOf } from "./strategies.ts";
import { listOf } from "./experiment_lists.ts";
import { checkControls } from "./validate_controls.ts";

const FREQUENCY_S = 1;

/** One run as the Chaos Toolkit would do it, with the same journal. */
export class CompatRun {
  readonly #experiment: ValueMap;
  readonly #ports: ExperimentPorts;
  readonly #options: RunOptions;
  readonly #names: ReadonlyMap<string, ValueMap>;
  readonly #strategies: Strategies;
  /** Ends the main line of the run; what runs beside it goes on, as threads do. */
  readonly #main = new AbortController();
  /** Ends everything. */
  readonly #all = new AbortController();
  readonly #journal: ValueMap;
  #call: ActivityCall;

  /** Starts nothing yet. */
  constructor(experiment: ValueMap, ports: ExperimentPorts, options: RunOptions) {
    this.#experiment = experiment;
    this.#ports = ports;
    this.#options = options;
    this.#names = activitiesByName(experiment);
    experiment["dry"] = null;
    this.#strategies = strategiesOf(experiment, options);
    const { env } = options.variables ?? NO_VARIABLES;
    this.#call = {
      scope: { configuration: {}, secrets: {} },
      ports,
      env: { ...ports.surroundings.env, ...env },
      signal: this.#main.signal,
      interrupt: (reason) => this.#interrupt(reason),
    };
    this.#journal = {};
  }

  /**
   * Runs to the end and answers the journal.
   *
   * @throws {PythonError} and others where the Chaos Toolkit breaks and writes no journal.
   */
  async run(): Promise<ValueMap> {
    const stop = this.#follow(this.#options.signal);
    try {
      await this.#configure();
      return await this.#play();
    } finally {
      stop();
    }
  }

  async #configure(): Promise<void> {
    const scope = await loadSettings(this.#experiment, this.#call, this.#options);
    this.#call = { ...this.#call, scope };
  }

  async #play(): Promise<ValueMap> {
    const { clock } = this.#ports;
    const startedAtMs = clock.monotonicMs();
    const experiment = this.#experiment;
    if (!Object.hasOwn(experiment, "title")) throw new PythonError("KeyError", "'title'");
    experiment["title"] = substitute(experiment["title"] ?? null, this.#call.scope);
    const journal = Object.assign(this.#journal, openJournal(experiment, this.#ports));
    this.#tell({ kind: "started" });
    this.#lists();
    checkControls(experiment);
    let playsRollbacks = true;
    try {
      await this.#checkAndMethod();
    } catch (error) {
      if (!isInterruption(error)) throw error;
      journal["status"] = "interrupted";
      playsRollbacks = !(error instanceof InterruptSignal && error.signal === "SIGUSR2");
    }
    if (playsRollbacks) await this.#rollBack();
    journal["end"] = isoTime(clock.nowMs());
    journal["duration"] = (clock.monotonicMs() - startedAtMs) / 1000;
    if (!["failed", "aborted", "interrupted"].includes(String(journal["status"]))) {
      journal["status"] = "completed";
    }
    (journal["experiment"] as ValueMap)["dry"] = this.#options.dry ?? null;
    this.#tell({ kind: "ended", status: String(journal["status"]) });
    return journal;
  }

  /** Both lists are walked through once before anything happens; what is none breaks here. */
  #lists(): void {
    for (const key of ["method", "rollbacks"]) {
      for (const activity of listOf(this.#experiment, key)) {
        if (isTruthy(activity) && !isMap(activity)) throw noAttribute(activity, "get");
      }
    }
  }

  async #checkAndMethod(): Promise<void> {
    const { hypothesis } = this.#strategies;
    const probes = hypothesis === "skip" ? undefined : probesOf(this.#experiment);
    if (probes !== undefined && isChecked("before", hypothesis)) {
      const state = await this.#check(probes, "before");
      if (state["steady_state_met"] !== true) {
        this.#set("status", hasFailed(state) ? "failed" : "completed");
        return;
      }
    }
    const over = new AbortController();
    const beside = probes !== undefined && isChecked("during", hypothesis)
      ? this.#checkBeside(probes, over.signal)
      : undefined;
    try {
      const isWhole = await this.#method();
      over.abort();
      const { status } = this.#journal;
      if (probes === undefined || !isWhole || status === "interrupted" || status === "aborted") {
        return;
      }
      if (isChecked("after", hypothesis)) await this.#checkAfter(probes);
    } finally {
      await beside;
    }
  }

  async #check(probes: readonly Value[], phase: Phase): Promise<ValueMap> {
    this.#tell({ kind: "phase", phase });
    const state = await checkHypothesis(probes, this.#context(phase));
    const states = this.#journal["steady_states"] as ValueMap;
    if (phase === "during") (states["during"] as Value[]).push(state);
    else states[phase] = state;
    this.#tell({ kind: "check", phase, isMet: state["steady_state_met"] === true });
    return state;
  }

  async #checkAfter(probes: readonly Value[]): Promise<void> {
    const state = await this.#check(probes, "after");
    if (state["steady_state_met"] === true) return;
    this.#set("deviated", true);
    this.#set("status", hasFailed(state) ? "failed" : "completed");
  }

  /** Checks again and again until the method is over; what breaks there aborts the run. */
  async #checkBeside(probes: readonly Value[], over: AbortSignal): Promise<void> {
    const frequencyS = this.#options.hypothesisFrequencyS ?? FREQUENCY_S;
    try {
      await this.#ports.timer.sleep(0); // a thread begins after what its maker does at once
      for (let isFirst = true; (isFirst || !over.aborted) && !this.#isStopped(); isFirst = false) {
        const state = await this.#check(probes, "during");
        if (state["steady_state_met"] !== true && this.#options.failFast === true) {
          this.#set("status", "failed");
          return;
        }
        await this.#ports.timer.sleep(Math.max(0, frequencyS * 1000), over).catch(() => undefined);
      }
    } catch (error) {
      this.#set("status", isInterruption(error) ? "interrupted" : "aborted");
    }
  }

  /** Answers whether the method came to its end, also when it was cut short by a check beside it. */
  async #method(): Promise<boolean> {
    this.#tell({ kind: "phase", phase: "method" });
    const runs: Value[] = [];
    this.#set("run", runs);
    const background: Promise<unknown>[] = [];
    try {
      for (const entry of listOf(this.#experiment, "method")) {
        await this.#playOne(entry, { phase: "method", runs, background });
        if (this.#isStopped()) break;
      }
      await Promise.all(background);
      return true;
    } catch (error) {
      const isAbrupt = error instanceof InterruptSignal && error.signal === "SIGUSR2";
      if (isAbrupt || error instanceof Halt) this.#all.abort(error);
      await Promise.all(background);
      if (isInterruption(error)) throw error;
      this.#set("status", "aborted");
      return false;
    }
  }

  async #rollBack(): Promise<void> {
    if (!this.#playsRollbacks()) return;
    this.#tell({ kind: "phase", phase: "rollbacks" });
    const runs: Value[] = [];
    this.#set("rollbacks", runs);
    const background: Promise<unknown>[] = [];
    const isFresh = this.#main.signal.aborted;
    const signal = isFresh ? new AbortController().signal : this.#main.signal;
    try {
      for (const entry of listOf(this.#experiment, "rollbacks")) {
        await this.#playOne(entry, { phase: "rollbacks", runs, background, signal });
      }
    } catch (error) {
      if (!isInterruption(error)) throw error;
      this.#set("status", "interrupted");
    } finally {
      await Promise.all(background);
    }
  }

  #playsRollbacks(): boolean {
    const { status, deviated } = this.#journal;
    switch (this.#strategies.rollbacks) {
      case "always":
        return true;
      case "default":
        return status !== "failed" && status !== "interrupted";
      case "deviated":
        return deviated === true;
    }
    return false;
  }

  async #playOne(
    entry: Value,
    { phase, runs, background, signal }: {
      phase: Phase;
      runs: Value[];
      background: Promise<unknown>[];
      signal?: AbortSignal;
    },
  ): Promise<void> {
    if (!isMap(entry)) throw noAttribute(entry, "get");
    const context = { ...this.#context(phase), runs };
    if (isTruthy(entry["background"])) {
      const call = { ...context.call, signal: this.#all.signal };
      // What breaks in a thread of its own is lost; its entry has no status.
      background.push(runActivity(entry, { ...context, call }).catch(() => undefined));
      return;
    }
    const call = signal === undefined ? context.call : { ...context.call, signal };
    call.signal.throwIfAborted();
    await runActivity(entry, { ...context, call });
  }

  #context(phase: Phase): ActivityContext {
    const name = (entry: ValueMap) => String((entry["activity"] as ValueMap)["name"]);
    const isBeside = phase === "during";
    return {
      call: isBeside ? { ...this.#call, signal: this.#all.signal } : this.#call,
      dry: this.#options.dry,
      lookUp: (ref) => this.#names.get(ref),
      perform: runProvider,
      onStart: (entry) => this.#tell({ kind: "activity-started", phase, name: name(entry) }),
      onEnd: (entry) =>
        this.#tell({
          kind: "activity-ended",
          phase,
          name: name(entry),
          status: String(entry["status"] ?? "unfinished"),
        }),
    };
  }

  #interrupt(reason: unknown): void {
    this.#main.abort(reason);
    if (reason instanceof Halt) this.#all.abort(reason);
  }

  #follow(signal: AbortSignal | undefined): () => void {
    const pass = () => this.#interrupt(signal?.reason);
    if (signal?.aborted) pass();
    signal?.addEventListener("abort", pass, { once: true });
    return () => signal?.removeEventListener("abort", pass);
  }

  #isStopped(): boolean {
    return ["failed", "interrupted", "aborted"].includes(String(this.#journal["status"]));
  }

  #set(key: string, value: Value): void {
    this.#journal[key] = value;
  }

  #tell(event: Omit<ProgressEvent, "atMs">): void {
    this.#options.onProgress?.({ atMs: this.#ports.clock.nowMs(), ...event });
  }
}
