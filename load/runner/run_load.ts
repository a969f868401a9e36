import type { BufferedEventSink } from "@netops/core/clients";
import { finishReport, type MeasuredHealth } from "../judge/finish_report.ts";
import { shapeOf } from "../judge/shape_of.ts";
import type { LoadPhase } from "../report/load_progress.ts";
import type { LoadReport } from "../report/load_report.ts";
import { GRACE_MS, type LoadOrder } from "../run/load_order.ts";
import { signUpPool } from "./account_pool.ts";
import { CrossedThresholds } from "./crossed_thresholds.ts";
import { endedEarly } from "./ended_early.ts";
import type { EngineEnd, EngineLine, EngineRun } from "./engine_port.ts";
import { EventReader } from "./event_reader.ts";
import { GeneratorWatch } from "./generator_watch.ts";
import { LoadCount } from "./load_count.ts";
import { LoadFolder } from "./load_folder.ts";
import { type LoadParts, openEngine, openPlatform } from "./load_parts.ts";
import { LoadSeries } from "./load_series.ts";
import { readMachineTicks } from "./machine_usage.ts";
import { SeriesPush } from "./series_push.ts";
import { writeReports } from "./write_reports.ts";

const LOOK_MS = 1_000;
const SHOWN_EVENTS = 5;
const KEPT_WORDS = 3;
/** An engine that has not ended so long after its time never will. */
const OVERTIME_MS = 30_000;

/**
 * Carries a load out: accounts, engine, events, series; judges it, and writes its reports into the folder
 * of the order. One that was stopped early, or whose platform died, is judged and reported, too.
 *
 * @throws {NetopsError} UPSTREAM_FAILED without accounts, SPAWN_FAILED without an engine,
 * HOME_NOT_WRITABLE without a report.
 */
export async function runLoad(order: LoadOrder, parts: LoadParts): Promise<LoadReport> {
  const run = new LoadRun(order, parts);
  try {
    return await run.carryOut();
  } finally {
    await run.close();
  }
}

type Platform = ReturnType<typeof openPlatform>;

class LoadRun {
  readonly #order: LoadOrder;
  readonly #parts: LoadParts;
  readonly #platform: Platform;
  readonly #folder: LoadFolder;
  readonly #events: EventReader;
  readonly #push: SeriesPush;
  readonly #beganAtMs: number;
  readonly #words: string[] = [];
  #count: LoadCount;
  #series: LoadSeries;
  #phase: LoadPhase = "signing-in";
  #engine: EngineRun | undefined;
  /** Sent after the report is written: a telemetry that is away must not hold that up. */
  #lastBody: string | undefined;
  #cancelLook: () => void = () => undefined;

  constructor(order: LoadOrder, parts: LoadParts) {
    const { clock, timer } = parts.host;
    this.#order = order;
    this.#parts = parts;
    this.#platform = openPlatform(order, parts);
    this.#folder = new LoadFolder(order.folder);
    this.#beganAtMs = clock.nowMs();
    this.#events = new EventReader({ fleet: this.#platform.fleet, timer });
    this.#push = new SeriesPush({ url: parts.run.urls.otlp, http: this.#platform.http, timer });
    this.#count = new LoadCount(order, this.#beganAtMs);
    this.#series = new LoadSeries(order.id, this.#beganAtMs);
  }

  async carryOut(): Promise<LoadReport> {
    const { timer } = this.#parts.host;
    this.#look();
    this.#cancelLook = timer.every(LOOK_MS, () => this.#look());
    const isSignedIn = await this.#signIn();
    if (!isSignedIn) return await this.#judge(undefined, null);
    this.#tell(this.#platform.events, "load.started", {
      ...{ name: this.#order.name, engine: this.#order.engine, shape: shapeOf(this.#order) },
    });
    const { end, health } = await this.#play();
    return await this.#judge(end, health);
  }

  /** Leaves nothing behind: no engine, no accounts, no timer. */
  async close(): Promise<void> {
    this.#cancelLook();
    this.#engine?.stop();
    await this.#engine?.ended;
    this.#folder.removeAccounts();
    if (this.#lastBody !== undefined) await this.#push.close(this.#lastBody);
    await this.#platform.events.close();
    this.#platform.http.close();
  }

  /** False when the load was ended before all had signed in. */
  async #signIn(): Promise<boolean> {
    const { host, signal } = this.#parts;
    const { clock, timer } = host;
    const rng = host.createRng(host.randomHex(16));
    try {
      const { http } = this.#platform;
      const accounts = await signUpPool(this.#order, { http, clock, timer, rng, signal });
      this.#folder.writeAccounts(accounts);
      return !signal.aborted;
    } catch (thrown) {
      if (signal.aborted) return false;
      throw thrown;
    }
  }

  async #play(): Promise<{ end: EngineEnd; health: MeasuredHealth | null }> {
    const { host, signal } = this.#parts;
    const { orderPath, accountsPath } = this.#folder;
    this.#count = new LoadCount(this.#order, host.clock.nowMs());
    const engine = await openEngine(this.#order, this.#parts)
      .start(this.#order, { orderPath, accountsPath });
    this.#engine = engine;
    this.#phase = "running";
    const watch = this.#watchGenerator(engine.pid);
    const crossed = new CrossedThresholds(this.#order, host.clock);
    const cancelPush = host.timer.every(LOOK_MS, () => this.#push.send(this.#body(crossed)));
    const cancelLimit = this.#limit(engine);
    signal.addEventListener("abort", engine.stop, { once: true });
    if (signal.aborted) engine.stop();
    try {
      for await (const line of engine.lines) this.#take(line);
      return { end: await engine.ended, health: watch.close() };
    } finally {
      signal.removeEventListener("abort", engine.stop);
      watch.close();
      cancelPush();
      cancelLimit();
      this.#lastBody = this.#body(crossed);
    }
  }

  #watchGenerator(pid: number): GeneratorWatch {
    const { clock, timer, openGroupUsages } = this.#parts.host;
    return new GeneratorWatch(pid, {
      ...{ usages: openGroupUsages(), readMachine: readMachineTicks, clock, timer },
      machineCores: navigator.hardwareConcurrency,
    });
  }

  /** Ends an engine that goes on for ever. */
  #limit(engine: EngineRun): () => void {
    const { durationMs } = this.#order;
    if (durationMs === undefined) return () => undefined;
    return this.#parts.host.timer.after(durationMs + GRACE_MS + OVERTIME_MS, () => {
      this.#words.push("it did not end when its time was over");
      engine.stop();
    });
  }

  #take(line: EngineLine): void {
    this.#count.take(line);
    if (line.kind === "session") {
      this.#series.feed(line.line);
      this.#folder.addLine(line.line);
    } else if (line.kind === "error") this.#remember(line.message);
    // k6 warns of each request that failed; of ours nothing is said but why it ended.
    else if (line.kind === "talk" && this.#order.engine === "builtin") this.#remember(line.text);
  }

  #remember(words: string): void {
    this.#words.push(words.split("\n")[0] ?? words);
    if (this.#words.length > KEPT_WORDS) this.#words.shift();
  }

  #look(): void {
    const nowMs = this.#parts.host.clock.nowMs();
    const { durationMs } = this.#order;
    const isDue = durationMs !== undefined && nowMs >= this.#count.startedAtMs + durationMs;
    if (this.#phase === "running" && isDue) this.#phase = "draining";
    const lastEvents = this.#events.latest(SHOWN_EVENTS, this.#beganAtMs);
    const progress = this.#count.progress({ nowMs, phase: this.#phase, lastEvents });
    this.#folder.flush();
    this.#folder.noteProgress(progress);
    this.#parts.onProgress(progress);
  }

  #body(crossed: CrossedThresholds): string {
    const nowMs = this.#parts.host.clock.nowMs();
    const { running } = this.#count.progress({ nowMs, phase: this.#phase, lastEvents: [] });
    return this.#series.body({
      ...{ nowMs, running: this.#engine === undefined ? 0 : running },
      crossed: crossed.look(() => this.#count.facts(nowMs, false)),
    });
  }

  async #judge(end: EngineEnd | undefined, health: MeasuredHealth | null): Promise<LoadReport> {
    const { host, run, signal } = this.#parts;
    const endedAtMs = host.clock.nowMs();
    this.#phase = "judging";
    this.#look();
    const stoppedBy = signal.aborted
      ? String(signal.reason)
      : end === undefined
      ? undefined
      : endedEarly(this.#order, end, this.#words);
    const { startedAtMs } = this.#count;
    const k6ExitCode = this.#order.engine === "k6" ? end?.exitCode : undefined;
    const report = finishReport({
      ...{ order: this.#order, health, companions: this.#folder.readCompanions() },
      facts: this.#count.facts(endedAtMs, stoppedBy === undefined),
      events: await this.#events.close(startedAtMs, endedAtMs),
      ...(k6ExitCode === undefined ? {} : { k6ExitCode }),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      opsUrl: run.urls.ops,
    });
    writeReports(this.#folder, report);
    const { verdict, reason, spsAchieved, exitCode } = report;
    this.#tell(this.#platform.events, "load.ended", { verdict, reason, spsAchieved, exitCode });
    return report;
  }

  #tell(events: BufferedEventSink, kind: string, data: Readonly<Record<string, unknown>>): void {
    events.publish({ kind, subject: this.#order.id, data });
  }
}
