import type { LogOffset } from "../contracts/event_log_api.ts";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { backoffMs } from "../policies/backoff.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { partitionKey } from "./partition_book.ts";

/** What commits work with. */
export interface OffsetCommitsOptions {
  /** Sends offsets to the log. */
  readonly send: (offsets: readonly LogOffset[], signal: AbortSignal) => Promise<void>;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly logger: Logger;
}

const BACKOFF = { baseMs: 50, maxMs: 1_000 };
/** Each commit costs the log a flush to its disk; what a crash leaves uncommitted is handed over again. */
const LINGER_MS = 100;

/** Whether the log said that this member may not commit: it is fenced off. */
export function isFenced(error: unknown): boolean {
  return error instanceof NetopsError && (error.code === "CONFLICT" || error.code === "NOT_FOUND");
}

/**
 * Commits the newest offset of each partition, one request at a time: for 100 ms, and while one is under
 * way, newer ones gather for the next. Tries until it works, is fenced off, or is told to give up.
 */
export class OffsetCommits {
  readonly #options: OffsetCommitsOptions;
  readonly #pending = new Map<string, LogOffset>();
  readonly #givenUp = new AbortController();
  /** How many offsets were set, and how many of these are settled: committed, or never to be. */
  #set = 0;
  #settled = 0;
  #round: Promise<void> = Promise.resolve();
  #isRunning = false;
  /** Aborts when somebody waits for the commit. */
  #hurry = new AbortController();

  /** Commits nothing yet. */
  constructor(options: OffsetCommitsOptions) {
    this.#options = options;
  }

  /** Everything before this offset was handled. */
  set(offset: LogOffset): void {
    if (this.#givenUp.signal.aborted) return;
    this.#pending.set(partitionKey(offset), offset);
    this.#set++;
    if (!this.#isRunning) void this.#run();
  }

  /** Commits at once; resolves when all that was set before is committed or will never be. */
  async flush(): Promise<void> {
    // Only what was set until now: a busy consumer sets more all the time.
    const wanted = this.#set;
    while (this.#settled < wanted && this.#isRunning) {
      this.#hurry.abort();
      await this.#round;
    }
  }

  /** Forgets what is not committed. */
  giveUp(): void {
    this.#pending.clear();
    this.#hurry.abort();
    this.#givenUp.abort(new NetopsError("CONFLICT", "Cannot commit any more"));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let failures = 0; this.#pending.size > 0;) {
      const round = this.#sendPending(failures + 1);
      this.#round = round.then(() => undefined);
      failures = await round ? 0 : failures + 1;
    }
    this.#isRunning = false;
  }

  /** Says false when it failed, after a wait. */
  async #sendPending(attempt: number): Promise<boolean> {
    const { send, timer, rng } = this.#options;
    const { signal } = this.#givenUp;
    await timer.sleep(LINGER_MS, this.#hurry.signal).catch(() => undefined);
    this.#hurry = new AbortController();
    const offsets = [...this.#pending.values()];
    const through = this.#set;
    this.#pending.clear();
    try {
      await send(offsets, signal);
    } catch (thrown) {
      if (!signal.aborted && !isFenced(thrown)) {
        this.#putBack(offsets);
        await timer.sleep(backoffMs(attempt, BACKOFF, rng), signal).catch(() => undefined);
        return false;
      }
      if (!signal.aborted) this.#tellFenced(offsets, thrown);
    }
    this.#settled = through;
    return true;
  }

  #tellFenced(offsets: readonly LogOffset[], thrown: unknown): void {
    this.#options.logger.log(
      "info",
      "offsets were not committed as their partitions went to others",
      { partitions: offsets.map(partitionKey), reason: toNetopsError(thrown).message },
    );
  }

  #putBack(offsets: readonly LogOffset[]): void {
    for (const offset of offsets) {
      const key = partitionKey(offset);
      if (!this.#pending.has(key)) this.#pending.set(key, offset);
    }
  }
}
