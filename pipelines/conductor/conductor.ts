import { type EventSink, NetopsError } from "@netops/core";
import type {
  ExecutionEvent,
  ExecutionRequest,
  ExecutionView,
  ExecutionWish,
  PipelineSpec,
  StoredLook,
} from "@netops/core/contracts";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { endUnstarted, endWithItsPlatform } from "./execution_changes.ts";
import type { ExecutionMetrics } from "./execution_metrics.ts";
import { ExecutionRunner, type RunnerParts } from "./execution_runner.ts";
import { newRecord, newStages } from "./new_record.ts";
import type { NoticeDesk } from "./notice_desk.ts";
import type { PipelineStore } from "./pipeline_store.ts";
import { dropOld } from "./retention.ts";
import type { Begun, Concurrency } from "./slots.ts";
import type { Committed, StoredExecution } from "./store.ts";
import { timelineEvent } from "./timeline_event.ts";
import { viewExecution } from "./view_execution.ts";
import { applyWish } from "./wishes.ts";

/** What a conductor is made of. */
export interface ConductorParts extends Omit<RunnerParts, "onCommit" | "onFinish"> {
  readonly runId: string;
  readonly randomHex: (bytes: number) => string;
  readonly pipelines: PipelineStore;
  /** The time line of the platform; what is stored is the truth. */
  readonly events: EventSink;
  /** Tells those who asked for it what happens. */
  readonly notices?: Pick<NoticeDesk, "hear" | "adopt">;
  /** Counts those that are over. */
  readonly metrics?: Pick<ExecutionMetrics, "count">;
  /** @throws {NetopsError} NOT_FOUND when there is no such app */
  readonly requireApp: (app: string) => Promise<void>;
}

/** Hears how an execution stands, whenever that changes. */
export type ExecutionListener = (view: ExecutionView) => void;

/**
 * Carries out pipelines: starts executions, hears wishes, and goes on with what an earlier conductor left.
 *
 * While nothing is open it does nothing: no timer runs, and nothing but the process itself is in memory.
 */
export class Conductor {
  readonly #parts: ConductorParts;
  readonly #runners = new Map<string, ExecutionRunner>();
  readonly #listeners = new Map<string, Set<ExecutionListener>>();
  #isClosed = false;

  /** Carries nothing out until {@linkcode adopt} or {@linkcode start}. */
  constructor(parts: ConductorParts) {
    this.#parts = parts;
  }

  /** How many executions are at work. */
  get openCount(): number {
    return this.#runners.size;
  }

  /** Goes on with every execution of this run of the platform, and ends those of earlier ones. */
  async adopt(): Promise<void> {
    const { store, slots, runId, clock } = this.#parts;
    const isOld = ({ record }: StoredExecution) => record.runId !== runId;
    const cancel = { by: "conductor", reason: "the platform was stopped before it began" };
    await this.#parts.notices?.adopt();
    // First those that wait, so that none of them begins when those that are at work end.
    for (const stored of (await store.waiting()).filter(isOld)) {
      await slots.leave(stored, endUnstarted(stored.record, cancel, clock.nowMs()));
    }
    for (const stored of await store.open()) {
      if (!isOld(stored)) this.#run(stored);
      else {
        const nowMs = clock.nowMs();
        await slots.finish(stored, endWithItsPlatform(stored.record, nowMs), nowMs);
      }
    }
  }

  /**
   * Starts an execution; asked for twice with one key, it is started once.
   *
   * @throws {NetopsError} CONFIG_INVALID, NOT_FOUND, REFUSED while another one of the app runs
   */
  async start(request: ExecutionRequest, parent?: ExecutionRecord): Promise<ExecutionView> {
    const { store, randomHex, runId, clock } = this.#parts;
    const there = request.key === undefined ? undefined : await store.withKey(request.key);
    if (there !== undefined) return viewExecution(there.record);
    const pipeline = await this.#pipelineOf(request);
    const stages = newStages(pipeline);
    await this.#parts.requireApp(pipeline.app);
    const nowMs = clock.nowMs();
    const id = `d-${randomHex(4)}`;
    const own = { id, runId, nowMs, stages, ...(parent === undefined ? {} : { parent }) };
    const record = newRecord(pipeline, request, own);
    const begun = await this.#begin(record, request.concurrency ?? pipeline.concurrency);
    if (begun.kind === "there") return viewExecution(begun.stored.record);
    const [first, ...others] = begun.committed;
    for (const committed of begun.committed) this.#told(committed);
    if (begun.kind === "running" && first !== undefined) this.#run(first.stored);
    for (const { stored } of others) void this.#runners.get(stored.record.id)?.reload();
    return viewExecution(first?.stored.record ?? record);
  }

  /** Tells an execution something. @throws {NetopsError} NOT_FOUND, REFUSED */
  async wish(id: string, wish: ExecutionWish): Promise<ExecutionView> {
    const runner = this.#runners.get(id);
    if (runner !== undefined) {
      await runner.wish(wish);
      return viewExecution(runner.record);
    }
    return await this.#wishWaiting(id, wish);
  }

  /** How an execution stands. @throws {NetopsError} NOT_FOUND */
  async view(id: string): Promise<ExecutionView> {
    const runner = this.#runners.get(id);
    return viewExecution(runner?.record ?? (await this.#read(id)).record);
  }

  /** The execution that was asked for with a key, or undefined. */
  async viewWithKey(key: string): Promise<ExecutionView | undefined> {
    const stored = await this.#parts.store.withKey(key);
    return stored === undefined ? undefined : await this.view(stored.record.id);
  }

  /** Executions, newest first. */
  async list(query: { readonly app?: string; readonly limit: number }): Promise<ExecutionView[]> {
    const found = await this.#parts.store.history(query);
    return found.map(({ record }) => viewExecution(record));
  }

  /** Executions that are not over, at work or waiting for their turn, newest first. */
  async listOpen(): Promise<ExecutionView[]> {
    const { store } = this.#parts;
    const found = (await Promise.all([store.open(), store.waiting()])).flat();
    return found.map(({ record }) => viewExecution(record))
      .sort((one, other) => other.createdAtMs - one.createdAtMs);
  }

  /** What happened in an execution after a number. @throws {NetopsError} NOT_FOUND */
  async events(id: string, afterSeq: number): Promise<readonly ExecutionEvent[]> {
    await this.#read(id);
    return await this.#parts.store.events(id, afterSeq);
  }

  /** What the judge saw in an execution. @throws {NetopsError} NOT_FOUND */
  async looks(id: string): Promise<readonly StoredLook[]> {
    await this.#read(id);
    return await this.#parts.looks.list(id);
  }

  /** The newest looks of an app, or of all, newest first. */
  async newestLooks(
    { app, limit }: { readonly app?: string; readonly limit: number },
  ): Promise<readonly StoredLook[]> {
    const looks: StoredLook[] = [];
    const history = await this.#parts.store.history({
      ...(app === undefined ? {} : { app }),
      limit: 200,
    });
    for (const { record } of history) {
      if (looks.length >= limit) break;
      if (record.stages.some(({ looks = 0 }) => looks > 0)) {
        looks.push(...(await this.#parts.looks.list(record.id)).toReversed());
      }
    }
    return looks.slice(0, limit);
  }

  /** Hears how an execution stands from now on, until it is told to stop. */
  listen(id: string, listener: ExecutionListener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  /** Stops working; what is open stays open. */
  close(): void {
    this.#isClosed = true;
    for (const runner of this.#runners.values()) runner.close();
    this.#runners.clear();
  }

  async #begin(record: ExecutionRecord, concurrency: Concurrency): Promise<Begun> {
    const { slots, clock } = this.#parts;
    try {
      return await slots.begin(record, concurrency, clock.nowMs());
    } catch (thrown) {
      // Whether it was written is not known when the database did not answer: what was, is carried out.
      if (!isAnswer(thrown)) void this.#findOpen();
      throw thrown;
    }
  }

  /** Carries out what is stored as open and nobody carries out. */
  async #findOpen(): Promise<void> {
    const { store, timer, logger } = this.#parts;
    for (let waitMs = 100; !this.#isClosed; waitMs = Math.min(5_000, waitMs * 2)) {
      try {
        for (const stored of await store.open()) this.#run(stored);
        return;
      } catch (thrown) {
        logger.log("warn", `Cannot read what is open yet: ${String(thrown)}`);
        await timer.sleep(waitMs);
      }
    }
  }

  #run(stored: StoredExecution): void {
    if (this.#isClosed || this.#runners.has(stored.record.id)) return;
    const runner = new ExecutionRunner(stored, {
      ...this.#parts,
      onCommit: (committed) => this.#told(committed),
      onFinish: (committed) => this.#finished(stored.record, committed),
    });
    this.#runners.set(stored.record.id, runner);
    runner.look();
  }

  #finished({ id, app }: ExecutionRecord, [own, ...next]: readonly Committed[]): void {
    this.#runners.delete(id);
    if (own !== undefined) this.#parts.metrics?.count(own.stored.record);
    for (const committed of next) {
      this.#told(committed);
      this.#run(committed.stored);
    }
    // Where the answer to the last commit got lost, whose turn it is was not told.
    void this.#findOpen();
    const { store, logger } = this.#parts;
    dropOld(store, { app }).catch((thrown) =>
      logger.log("warn", `Cannot drop old executions of ${app}: ${String(thrown)}`)
    );
  }

  #told({ stored: { record }, events }: Committed): void {
    for (const event of events) this.#parts.events.publish(timelineEvent(record, event));
    this.#parts.notices?.hear(record);
    const listeners = this.#listeners.get(record.id);
    if (listeners === undefined) return;
    const view = viewExecution(record);
    for (const listener of [...listeners]) listener(view);
  }

  async #wishWaiting(id: string, wish: ExecutionWish): Promise<ExecutionView> {
    const { store, slots, clock } = this.#parts;
    for (;;) {
      const stored = await this.#read(id);
      const { record } = stored;
      const { by } = wish;
      const isEnd = wish.wish === "abort" && record.status === "NOT_STARTED";
      const reason = wish.wish === "abort" ? wish.reason : undefined;
      const cancel = reason === undefined ? { by } : { by, reason };
      const committed = isEnd
        ? await slots.leave(stored, endUnstarted(record, cancel, clock.nowMs()))
        : await store.commit(stored, applyWish(record, wish));
      if (committed !== undefined) {
        this.#told(committed);
        return viewExecution(committed.stored.record);
      }
      // It began meanwhile.
      const runner = this.#runners.get(id);
      if (runner !== undefined) return await this.wish(id, wish);
    }
  }

  async #pipelineOf({ pipeline }: ExecutionRequest): Promise<PipelineSpec> {
    return "stored" in pipeline ? await this.#parts.pipelines.get(pipeline.stored) : pipeline;
  }

  async #read(id: string): Promise<StoredExecution> {
    const stored = await this.#parts.store.read(id);
    if (stored !== undefined) return stored;
    throw new NetopsError("NOT_FOUND", `Cannot find the execution ${id}`, {
      fix: "netops deploy history",
    });
  }
}

/** Whether an error is an answer, and not the lack of one. */
function isAnswer(thrown: unknown): boolean {
  return thrown instanceof NetopsError && thrown.code !== "UNREACHABLE";
}
