import {
  type Clock,
  NetopsError,
  type Rng,
  type SpawnedGroup,
  type Spawner,
  type Timer,
} from "@netops/core";
import type { JobFollowLine, JobRequest, JobView } from "@netops/core/contracts";
import type { ProcessGuard } from "./supervisor_options.ts";

/** What the job board works with. */
export interface JobBoardOptions {
  readonly spawner: Spawner;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly guard: ProcessGuard;
  /** The environment of a job: `own` is what was asked for, and never hides which job it is. */
  env(id: string, own: Readonly<Record<string, string>>): Record<string, string>;
  /** A job of an earlier run that was asked for with a key. */
  recall?(key: string): JobView | undefined;
  /** Whether a job of an earlier run had this id. */
  isTaken?(id: string): boolean;
  onChange(view: JobView): void;
}

/** Ends what a job's leader left behind. */
export type SweepJob = (id: string, pid: number) => void;

interface Job {
  view: JobView;
  running: SpawnedGroup | undefined;
  readonly lines: JobFollowLine[];
  readonly followers: Set<(line: JobFollowLine) => void>;
  cancelDeadline: () => void;
  cancelOwnerGrace: () => void;
  /** When it is killed, once it was told to end; monotonic ms. */
  killAtMs: number;
  /** Resolves when everything about it is told and noted. */
  ended: Promise<void>;
}

/** A job that was told to end is killed after this long, unless it was given more; in ms. */
export const STOP_GRACE_MS = 3_000;
const OWNER_GRACE_MS = 5_000;
const KEPT_LINES = 1_000;
const KEPT_JOBS = 200;

/**
 * Runs jobs: process groups with an owner and a deadline.
 *
 * A job that is not detached has an owner: whoever follows it. It ends when the last follower is
 * gone, and when nobody began to follow it within 5 s.
 */
export class JobBoard {
  readonly #options: JobBoardOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #sweep: SweepJob;
  readonly #starting = new Set<Promise<Job>>();
  readonly #byKey = new Map<string, Promise<Job>>();
  #closing = false;

  /** Makes a board without jobs. */
  constructor(options: JobBoardOptions, sweep: SweepJob) {
    this.#options = options;
    this.#sweep = sweep;
  }

  /** All jobs, oldest first. */
  list(): JobView[] {
    return [...this.#jobs.values()].map((job) => job.view);
  }

  /** One job. @throws {NetopsError} NOT_FOUND */
  get(id: string): JobView {
    return this.#find(id).view;
  }

  /** Whether a job was asked for with this key, and is remembered. */
  isKnown(key: string | undefined): boolean {
    return key !== undefined && this.#known(key) !== undefined;
  }

  /**
   * Starts a job; one that was asked for with the same key is answered instead, also when it is over.
   *
   * @throws {NetopsError} SPAWN_FAILED when its program cannot be started.
   */
  async start(request: JobRequest): Promise<JobView> {
    const { key } = request;
    const known = key === undefined ? undefined : this.#known(key);
    if (known !== undefined) return (await known).view;
    if (this.#closing) throw new NetopsError("REFUSED", "Cannot start a job as the platform stops");
    const starting = this.#spawn(request);
    this.#starting.add(starting);
    if (key !== undefined) this.#byKey.set(key, starting);
    try {
      return (await starting).view;
    } catch (thrown) {
      // It never was: the key may be tried again.
      if (key !== undefined) this.#byKey.delete(key);
      throw thrown;
    } finally {
      this.#starting.delete(starting);
    }
  }

  #known(key: string): Promise<Job> | undefined {
    const living = this.#byKey.get(key);
    if (living !== undefined) return living;
    const view = this.#options.recall?.(key);
    if (view === undefined) return undefined;
    const { pid: _, ...rest } = view;
    // Its run is over, and with it the job, whatever it came to.
    const status = view.status === "running" ? "stopped" : view.status;
    const job = Promise.resolve(this.#remember({ ...rest, status }));
    this.#byKey.set(key, job);
    return job;
  }

  #remember(view: JobView): Job {
    const job = createJob(view, undefined);
    this.#jobs.set(view.id, job);
    this.#forgetOld();
    return job;
  }

  async #spawn(request: JobRequest): Promise<Job> {
    const { clock, spawner, guard } = this.#options;
    const id = this.#newId(request.name);
    const [program = "", ...args] = request.command;
    const running = await spawner.spawn({
      command: [program, ...args],
      dir: request.dir,
      env: this.#options.env(id, request.env),
      pipeStdin: false,
    });
    guard.added({ pid: running.pid, startMark: running.startMark, instanceId: id });
    const { name, detached, key } = request;
    const job = createJob({
      ...{ id, name, status: "running", pid: running.pid, startedAtMs: clock.nowMs(), detached },
      ...(key === undefined ? {} : { key }),
    }, running);
    this.#jobs.set(id, job);
    this.#forgetOld();
    this.#setTimers(job, request.deadlineMs);
    this.#options.onChange(job.view);
    job.ended = this.#watch(job, running);
    return job;
  }

  #newId(name: string): string {
    const { rng, isTaken } = this.#options;
    let id = "";
    do id = `job-${name}-${rng.hex(3)}`; while (this.#jobs.has(id) || isTaken?.(id));
    return id;
  }

  #setTimers(job: Job, deadlineMs: number): void {
    const { timer } = this.#options;
    job.cancelDeadline = timer.after(deadlineMs, () => this.#end(job, "timed-out"));
    if (job.view.detached) return;
    job.cancelOwnerGrace = timer.after(OWNER_GRACE_MS, () => this.#end(job, "stopped"));
  }

  /** Calls `follower` with all kept and all coming lines; the answer stops following. */
  follow(id: string, follower: (line: JobFollowLine) => void): () => void {
    const job = this.#find(id);
    job.cancelOwnerGrace();
    for (const line of job.lines) follower(line);
    if (job.running === undefined) return () => undefined;
    job.followers.add(follower);
    return () => {
      job.followers.delete(follower);
      const abandoned = job.followers.size === 0 && !job.view.detached;
      if (abandoned) this.#end(job, "stopped");
    };
  }

  /**
   * Stops a job: SIGTERM, and SIGKILL after `graceMs`, for one that has to put things back first; 3 s when left
   * out. Of several stops the earliest kill counts.
   */
  stop(id: string, graceMs = STOP_GRACE_MS): JobView {
    const job = this.#find(id);
    this.#end(job, "stopped", graceMs);
    return job.view;
  }

  /** Stops all jobs; resolves when their processes are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#jobs.values()].map(async (job) => {
      this.#end(job, "stopped");
      await job.ended;
    }));
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job !== undefined) return job;
    throw new NetopsError("NOT_FOUND", `Cannot find the job "${id}"`);
  }

  #end(job: Job, status: "stopped" | "timed-out", graceMs = STOP_GRACE_MS): void {
    if (job.running === undefined) return;
    const { running } = job;
    if (job.view.status === "running") {
      job.view = { ...job.view, status };
      running.signal("SIGTERM");
      running.signal("SIGCONT");
    }
    const killAtMs = this.#options.clock.monotonicMs() + graceMs;
    if (killAtMs >= job.killAtMs) return;
    job.killAtMs = killAtMs;
    job.cancelDeadline();
    job.cancelDeadline = this.#options.timer.after(graceMs, () => running.signal("SIGKILL"));
  }

  async #watch(job: Job, running: SpawnedGroup): Promise<void> {
    const read = this.#readLines(job, running);
    const exit = await running.exited;
    this.#sweep(job.view.id, running.pid);
    await Promise.race([read, this.#options.timer.sleep(200)]);
    job.cancelDeadline();
    job.cancelOwnerGrace();
    this.#options.guard.removed(running.pid);
    const { pid: _, ...view } = job.view;
    const status = view.status !== "running"
      ? view.status
      : exit.code === 0
      ? "succeeded"
      : "failed";
    job.view = { ...view, status, exitCode: exit.code, endedAtMs: this.#options.clock.nowMs() };
    job.running = undefined;
    this.#tell(job, { type: "end", job: job.view });
    job.followers.clear();
    this.#options.onChange(job.view);
  }

  async #readLines(job: Job, running: SpawnedGroup): Promise<void> {
    for await (const line of running.lines) this.#tell(job, { type: "line", ...line });
  }

  #tell(job: Job, line: JobFollowLine): void {
    job.lines.push(line);
    if (job.lines.length > KEPT_LINES) job.lines.shift();
    for (const follower of job.followers) follower(line);
  }

  #forgetOld(): void {
    for (const [id, job] of this.#jobs) {
      if (this.#jobs.size <= KEPT_JOBS) return;
      if (job.running !== undefined) continue;
      this.#jobs.delete(id);
      // The store still knows it.
      if (job.view.key !== undefined) this.#byKey.delete(job.view.key);
    }
  }
}

function createJob(view: JobView, running: SpawnedGroup | undefined): Job {
  return {
    ...{ view, running, lines: [], followers: new Set(), killAtMs: Infinity },
    cancelDeadline: () => undefined,
    cancelOwnerGrace: () => undefined,
    ended: Promise.resolve(),
  };
}
