import { type Clock, type EventSink, type Logger, NetopsError } from "@netops/core";
import type { TitleJob } from "@netops/core/contracts";
import type { Encoder } from "./encoder.ts";
import { isEnded, type JobRecord, nextStep, type Pace, ratioOf, viewOf } from "./job.ts";
import type { JobStore } from "./job_store.ts";

/** What a queue works with. */
export interface JobQueueOptions {
  readonly jobs: JobStore;
  readonly encoder: Pick<Encoder, "do">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly events: EventSink;
  /** Told how each job ended. */
  readonly onEnd: (job: JobRecord) => void;
}

/** How often a step is begun anew when something killed its child. */
const MOST_TRIES = 3;

const CANCELLED = Symbol("cancelled");
const STOPPED = Symbol("stopped");

interface Running {
  readonly id: string;
  readonly ended: AbortController;
  /** Settled when the job is left, whatever became of it. */
  readonly left: PromiseWithResolvers<void>;
  readonly sinceMs: number;
  readonly ratioThen: number;
  stepRatio: number;
}

/**
 * Makes titles one after the other: encoding has one thread, so that the platform stays quick. Each
 * step that is done is journalled, and a job goes on at the first one that is not.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #records = new Map<string, JobRecord>();
  #running: Running | undefined;
  #worker: Promise<void> | undefined;
  #stopped = false;

  /** Makes an empty queue. */
  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Takes over the jobs that are on disk, and goes on with those that did not end. */
  async start(): Promise<void> {
    for (const job of await this.#options.jobs.load()) this.#records.set(job.id, job);
    this.#wake();
  }

  /** Takes a new job whose movie is on the disk. */
  async add(job: JobRecord): Promise<TitleJob> {
    await this.#save(job);
    this.#wake();
    return this.view(job.id);
  }

  /** Every job, the oldest first. */
  list(): TitleJob[] {
    return [...this.#records.keys()].map((id) => this.view(id));
  }

  /** One job. @throws {NetopsError} NOT_FOUND */
  view(id: string): TitleJob {
    const job = this.#get(id);
    const running = this.#running?.id === id ? this.#running : undefined;
    return viewOf(job, {
      stepRatio: running?.stepRatio ?? 0,
      pace: running && this.#pace(running),
    });
  }

  /** Whether a job that has not ended will make this title. */
  makes(titleId: string): boolean {
    return [...this.#records.values()].some((job) => !isEnded(job) && job.titleId === titleId);
  }

  /**
   * Ends a job, its child and what it made; one that ended is forgotten.
   *
   * @throws {NetopsError} NOT_FOUND
   */
  async cancel(id: string): Promise<TitleJob> {
    const job = this.#get(id);
    if (isEnded(job)) {
      const last = this.view(id);
      this.#records.delete(id);
      await this.#options.jobs.remove(id);
      return last;
    }
    if (this.#running?.id === id) {
      const { ended, left } = this.#running;
      ended.abort(CANCELLED);
      await left.promise;
    } else {
      const cancelled: JobRecord = { ...job, state: "cancelled" };
      // Before it stands on the disk, so that nobody begins it meanwhile.
      this.#records.set(id, cancelled);
      await this.#end(cancelled);
    }
    return this.view(id);
  }

  /** Ends the child that runs; its job goes on at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#running?.ended.abort(STOPPED);
    await this.#worker;
  }

  #wake(): void {
    this.#worker ??= this.#work().finally(() => {
      this.#worker = undefined;
    });
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const next = [...this.#records.values()].find((job) => !isEnded(job));
      if (next === undefined) return;
      await this.#run({ ...next, state: "running" });
    }
  }

  async #run(job: JobRecord): Promise<void> {
    const running: Running = {
      id: job.id,
      ended: new AbortController(),
      left: Promise.withResolvers(),
      sinceMs: this.#options.clock.monotonicMs(),
      ratioThen: ratioOf(job, 0),
      stepRatio: 0,
    };
    this.#running = running;
    try {
      await this.#steps(job, running);
    } catch (thrown) {
      await this.#giveUp(this.#get(job.id), running, thrown);
    } finally {
      this.#running = undefined;
      running.left.resolve();
    }
  }

  async #giveUp(job: JobRecord, running: Running, thrown: unknown): Promise<void> {
    const { reason } = running.ended.signal;
    if (reason === STOPPED) return;
    if (reason === CANCELLED) return await this.#end({ ...job, state: "cancelled" });
    const error = errorOf(thrown, job);
    this.#options.logger.log(error.code === "BUG" ? "error" : "warn", error.message, {
      ...{ job: job.id, step: nextStep(job) },
      ...(error.code === "BUG" && thrown instanceof Error ? { cause: thrown.stack } : {}),
    });
    await this.#end({ ...job, state: "failed", error });
  }

  async #steps(first: JobRecord, running: Running): Promise<void> {
    let job = first;
    await this.#save(job);
    for (let step = nextStep(job); step !== undefined; step = nextStep(job)) {
      running.stepRatio = 0;
      const result = await this.#try(step, job, running);
      job = { ...result, done: [...result.done, step] };
      await this.#save(job);
    }
    await this.#end({ ...job, state: "done" });
  }

  async #try(step: string, job: JobRecord, running: Running): Promise<JobRecord> {
    const { encoder, logger } = this.#options;
    const { signal } = running.ended;
    const onRatio = (ratio: number) => {
      running.stepRatio = ratio;
    };
    for (let tries = 1;; tries++) {
      try {
        signal.throwIfAborted();
        return await encoder.do(step, job, { signal, onRatio });
      } catch (thrown) {
        const wasKilled = thrown instanceof NetopsError && thrown.details["signal"] !== undefined;
        if (!wasKilled || signal.aborted || tries === MOST_TRIES) throw thrown;
        logger.log("warn", "A step begins anew as its child was killed", { job: job.id, step });
      }
    }
  }

  async #end(job: JobRecord): Promise<void> {
    const { jobs, events, onEnd } = this.#options;
    await this.#save(job);
    await jobs.dropParts(job.id);
    events.publish({
      kind: `title.${job.state === "done" ? "packaged" : job.state}`,
      subject: job.titleId,
      data: { job: job.id, ...(job.error === undefined ? {} : { error: job.error.message }) },
    });
    onEnd(job);
  }

  async #save(job: JobRecord): Promise<void> {
    await this.#options.jobs.save(job);
    this.#records.set(job.id, job);
  }

  #get(id: string): JobRecord {
    const job = this.#records.get(id);
    if (job !== undefined) return job;
    throw new NetopsError("NOT_FOUND", `Cannot find a job "${id.slice(0, 64)}"`);
  }

  #pace({ sinceMs, ratioThen }: Running): Pace {
    return { sinceMs, ratioThen, nowMs: this.#options.clock.monotonicMs() };
  }
}

/** What a job tells of its failure: the movie is to blame for a RangeError, and we for what is unknown. */
function errorOf(thrown: unknown, { title }: JobRecord): NonNullable<JobRecord["error"]> {
  if (thrown instanceof NetopsError) {
    const { code, message, fix } = thrown;
    return { code, message, ...(fix === undefined ? {} : { fix }) };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof RangeError ? "REQUEST_INVALID" : "BUG";
  return { code, message: `Cannot make a title of "${title}" as ${reason}` };
}
