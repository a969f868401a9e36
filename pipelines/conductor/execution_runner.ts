import { type CancelTimer, type NetopsError, toNetopsError } from "@netops/core";
import type { ExecutionWish } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import { type ExecutionAction, nextActions } from "../execution/next_actions.ts";
import { AppLease } from "./app_lease.ts";
import { beginStage } from "./begin_stage.ts";
import { finishExecution } from "./execution_changes.ts";
import type { LookStore } from "./look_store.ts";
import { type RecordChange, stageOf } from "./record_change.ts";
import { RecordWriter, type WriterParts } from "./record_writer.ts";
import type { SlotBook } from "./slots.ts";
import { beginFailing, pauseStage, resumeStage, tooLong } from "./stage_changes.ts";
import type { StageWorld } from "./stage_world.ts";
import type { Committed, StoredExecution } from "./store.ts";
import { type StepParts, takeStep } from "./take_step.ts";
import { applyWish } from "./wishes.ts";

/** What carries executions out. */
export interface RunnerParts extends WriterParts, Pick<StepParts, "looks" | "clock"> {
  readonly slots: SlotBook;
  readonly looks: LookStore;
  /** What stages work with is put together when the first of them runs. */
  readonly openWorld: () => Promise<StageWorld>;
  /** Hears that an execution is over, and of whose turn it is. */
  readonly onFinish: (committed: readonly Committed[]) => void;
}

/** Wall time may be set: nobody sleeps longer than this. */
const LONGEST_SLEEP_MS = 30_000;

/** After an error that nobody thought of. */
const BUG_WAIT_MS = 5_000;

/** What is to be done with a stage. */
type StageAction = Exclude<ExecutionAction, { kind: "finish" }>;

/** When a stage is looked at next, and what for. */
interface Wake {
  readonly kind: StageAction["kind"];
  readonly atMs: number;
}

/**
 * Carries one execution out: derives what is to be done from what is stored, does it, and stores what came
 * of it, until nothing is left to do.
 *
 * At most one step of a stage is made between two commits. Whoever dies in between is followed by one who
 * derives the same step again.
 */
export class ExecutionRunner {
  readonly #parts: RunnerParts;
  readonly #writer: RecordWriter;
  readonly #busy = new Set<string>();
  readonly #wakes = new Map<string, Wake>();
  #lease: AppLease | undefined;
  #cancelTimer: CancelTimer | undefined;
  #isFinishing = false;
  #isClosed = false;

  /** Goes on with what is stored when {@linkcode look} is called. */
  constructor(stored: StoredExecution, parts: RunnerParts) {
    this.#parts = parts;
    this.#writer = new RecordWriter(stored, parts);
  }

  /** The execution as it is stored. */
  get record(): ExecutionRecord {
    return this.#writer.record;
  }

  /** Does all that is due, and sets a timer for what is due later. */
  look(): void {
    if (this.#isClosed || this.#isFinishing) return;
    this.#cancelTimer?.();
    const nowMs = this.#parts.clock.nowMs();
    const later: number[] = [];
    for (const action of nextActions(this.record)) {
      if (action.kind === "finish") return void this.#finish();
      if (this.#busy.has(action.stage)) continue;
      const dueAtMs = this.#dueAtMs(action);
      if (dueAtMs <= nowMs) void this.#work(action);
      else later.push(dueAtMs);
    }
    if (later.length === 0) return;
    const waitMs = Math.min(LONGEST_SLEEP_MS, Math.min(...later) - nowMs);
    this.#cancelTimer = this.#parts.timer.after(waitMs, () => this.look());
  }

  /** Stores a wish and acts on it. @throws {NetopsError} REFUSED, or that the database does not answer */
  async wish(wish: ExecutionWish): Promise<void> {
    try {
      await this.#writer.change((record) => applyWish(record, wish), { isPatient: false });
    } catch (thrown) {
      // Where the answer got lost it was written all the same, and counts.
      void this.reload().catch(() => undefined);
      throw thrown;
    }
    this.#lookAtAll();
  }

  /** Hears that somebody else wrote, as an execution that is to replace this one does. */
  async reload(): Promise<void> {
    await this.#writer.reload();
    this.#lookAtAll();
  }

  /** Leaves everything as it is. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#lease?.close();
    this.#writer.close();
  }

  #lookAtAll(): void {
    this.#wakes.clear();
    this.look();
  }

  #dueAtMs(action: StageAction): number {
    const wake = this.#wakes.get(action.stage);
    if (wake !== undefined && wake.kind === action.kind) {
      const { kind, atMs } = wake;
      return kind === "advance" ? Math.min(atMs, deadlineOf(this.#stage(action))) : atMs;
    }
    const { wakeAtMs = 0 } = this.#stage(action);
    if (action.kind === "start") return wakeAtMs;
    return action.kind === "advance" ? Math.min(wakeAtMs, deadlineOf(this.#stage(action))) : 0;
  }

  #stage({ stage }: StageAction): StageRecord {
    return stageOf(this.record, stage);
  }

  async #work(action: StageAction): Promise<void> {
    const { stage, kind } = action;
    this.#busy.add(stage);
    try {
      await this.#act(action);
    } catch (thrown) {
      if (this.#isClosed) return;
      const error = toNetopsError(thrown);
      this.#note(`Cannot ${kind} ${stage} of ${this.record.id}`, error);
      this.#wakes.set(stage, { kind, atMs: this.#parts.clock.nowMs() + BUG_WAIT_MS });
    } finally {
      this.#busy.delete(stage);
    }
    this.look();
  }

  async #act(action: StageAction): Promise<void> {
    const { kind, stage } = action;
    if (kind === "start") return await this.#start(action);
    this.#wakes.delete(stage);
    if (kind === "pause") {
      return await this.#changeWhile(action, (now) => pauseStage(now, stage));
    }
    if (kind === "resume") {
      return await this.#changeWhile(action, (now) => resumeStage(now, stage));
    }
    const { timeoutMs = Infinity } = this.#stage(action).spec;
    if (kind === "advance" && this.#parts.clock.nowMs() >= deadlineOf(this.#stage(action))) {
      return await this.#changeWhile(
        action,
        (now) => beginFailing(now, stage, tooLong(timeoutMs)),
      );
    }
    await this.#step(action);
  }

  async #start(action: StageAction): Promise<void> {
    const { stage } = action;
    const nowMs = this.#parts.clock.nowMs();
    const world = await this.#parts.openWorld();
    await this.#changeWhile(action, await beginStage(this.record, stage, { world, nowMs }));
    const { wakeAtMs, status } = this.#stage(action);
    this.#wakes.delete(stage);
    if (status === "NOT_STARTED" && wakeAtMs !== undefined) {
      this.#wakes.set(stage, { kind: "start", atMs: wakeAtMs });
    }
  }

  async #step(action: StageAction): Promise<void> {
    const { stage, kind } = action;
    const world = await this.#parts.openWorld();
    const lease = this.#lease ??= this.#openLease(world);
    const result = await takeStep(this.record, stage, {
      ...this.#parts,
      ...{ world, lease, isCancel: kind === "cancel" },
    });
    // What was done in the world is stored whatever was asked meanwhile.
    await this.#change(stage, result.make);
    const { wishes } = this.#stage(action);
    const isNewWish = Object.entries(wishes).some(([name, wish]) =>
      JSON.stringify(wish) !== JSON.stringify(Reflect.get(result.wishes, name))
    );
    this.#wakes.set(stage, { kind, atMs: isNewWish ? 0 : result.wakeAtMs });
  }

  /** Stores what came of a stage; what is too large for that is its failure. */
  async #change(
    stage: string,
    make: (record: ExecutionRecord) => RecordChange,
  ): Promise<void> {
    try {
      await this.#writer.change(make);
    } catch (thrown) {
      const { code, message } = toNetopsError(thrown);
      if (code !== "TOO_LARGE") throw thrown;
      await this.#writer.change((now) => beginFailing(now, stage, { reason: message, code }));
    }
  }

  /** Stores a change unless something else is to be done by then. */
  async #changeWhile(
    { kind, stage }: StageAction,
    make: (record: ExecutionRecord) => RecordChange,
  ): Promise<void> {
    await this.#writer.change((record) => {
      const isStill = nextActions(record).some((action) =>
        action.kind === kind && "stage" in action && action.stage === stage
      );
      return isStill ? make(record) : { record, events: [] };
    });
  }

  async #finish(): Promise<void> {
    this.#isFinishing = true;
    const { slots, clock } = this.#parts;
    const nowMs = clock.nowMs();
    try {
      const committed = await this.#writer.write((stored) => {
        const [action] = nextActions(stored.record);
        if (action?.kind !== "finish") return Promise.resolve([]);
        return slots.finish(stored, finishExecution(stored.record, action.status, nowMs), nowMs);
      });
      this.#isFinishing = false;
      if (!isComplete(this.record.status)) return this.look();
      await this.#end(committed);
    } catch (thrown) {
      if (this.#isClosed) return;
      this.#isFinishing = false;
      this.#note(`Cannot end ${this.record.id}`, toNetopsError(thrown));
      this.#cancelTimer = this.#parts.timer.after(BUG_WAIT_MS, () => this.look());
    }
  }

  async #end(committed: readonly Committed[]): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    // One that was started by a stage works under the lease of that one.
    if (leaseHolder(this.record) === this.record.id) await lease?.release();
    this.close();
    this.#parts.onFinish(committed);
  }

  #openLease({ platform }: StageWorld): AppLease {
    const { app } = this.record;
    return new AppLease({ ...this.#parts, platform }, { app, holder: leaseHolder(this.record) });
  }

  #note(what: string, error: NetopsError): void {
    this.#parts.logger.log("error", `${what}: ${error.message}`, {
      ...{ code: error.code, cause: String((error.cause as Error | undefined)?.stack ?? "") },
    });
  }
}

/** The execution that keeps others away from the app: itself, or who started it for the same app. */
function leaseHolder({ id, app, parents = [] }: ExecutionRecord): string {
  return parents.find((parent) => parent.app === app)?.id ?? id;
}

function deadlineOf({ startedAtMs = 0, spec: { timeoutMs } }: StageRecord): number {
  return timeoutMs === undefined ? Infinity : startedAtMs + timeoutMs;
}
