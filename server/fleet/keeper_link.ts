import {
  type CancelTimer,
  type Clock,
  KEEPER_PONG_LINE,
  KEEPER_READY_LINE,
  type Logger,
  type SpawnedGroup,
  type Spawner,
  type SpawnRequest,
  type Timer,
} from "@netops/core";
import type { KeeperLine } from "@netops/core/contracts";
import type { ProcessGuard } from "./supervisor_options.ts";

/** What the link works with. */
export interface KeeperLinkOptions {
  readonly spawner: Spawner;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly request: SpawnRequest;
  readonly runId: string;
  readonly files: readonly string[];
  /** A keeper listens, for the first time or again. */
  onReady(): void;
  /** The keeper died and another one is on its way. */
  onLost(reason: string): void;
}

const PING_MS = 1_000;

/**
 * A keeper that answered none of so many pings could not act when fleet dies: it is replaced.
 *
 * Pings are counted, not time: a fleet that was held up itself sends none and hears none meanwhile.
 */
const MOST_UNANSWERED = 4;

const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 2_000;

/** A keeper that failed this often in a row without ever listening will not come up. */
const HOPELESS_FAILURES = 4;

/**
 * Holds the pipe to the keeper and starts a new keeper first thing when it dies.
 *
 * A new keeper is told everything that runs, so it knows as much as the one before.
 */
export class KeeperLink implements ProcessGuard {
  readonly #options: KeeperLinkOptions;
  readonly #groups = new Map<number, { pid: number; startMark: string }>();
  #keeper: SpawnedGroup | undefined;
  #closing = false;
  #failures = 0;
  #unanswered = 0;
  #stopPings: CancelTimer = () => undefined;
  #lastWords = "";
  /** Whether a keeper listens right now. */
  ready = false;
  /** How often a keeper had to be replaced. */
  restarts = 0;
  /** When the present keeper was started, in wall ms. */
  startedAtMs = 0;

  /** Makes a link; `start` opens it. */
  constructor(options: KeeperLinkOptions) {
    this.#options = options;
  }

  /** Why no keeper comes up, once that is certain. */
  get hopeless(): string | undefined {
    return this.#failures >= HOPELESS_FAILURES ? `no keeper starts: ${this.#lastWords}` : undefined;
  }

  /** Pid of the keeper, or undefined while there is none. */
  get pid(): number | undefined {
    return this.#keeper?.pid;
  }

  /** Starts a keeper; resolves when it was started, not when it listens. */
  async start(): Promise<void> {
    const { spawner, request, logger } = this.#options;
    try {
      const keeper = await spawner.spawn(request);
      this.#keeper = keeper;
      this.startedAtMs = this.#options.clock.nowMs();
      this.#read(keeper);
      keeper.exited.then((exit) => this.#lost(keeper, `exited with code ${exit.code}`));
    } catch (thrown) {
      logger.log("error", `Cannot start the keeper: ${String(thrown)}`);
      this.#lastWords = String(thrown);
      this.#retry();
    }
  }

  /** Tells the keeper of a group. */
  added(entry: { pid: number; startMark: string }): void {
    this.#groups.set(entry.pid, entry);
    this.#send({ type: "add", pid: entry.pid, startMark: entry.startMark });
  }

  /** Tells the keeper that a group is gone. */
  removed(pid: number): void {
    if (this.#groups.delete(pid)) this.#send({ type: "remove", pid });
  }

  /** Dismisses the keeper; resolves when it is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const keeper = this.#keeper;
    if (keeper === undefined) return;
    this.#stopPings();
    this.#send({ type: "bye" });
    const late = this.#options.timer.after(1_000, () => keeper.signal("SIGKILL"));
    await keeper.exited;
    late();
  }

  async #read(keeper: SpawnedGroup): Promise<void> {
    for await (const line of keeper.lines) {
      this.#unanswered = 0;
      if (line.stream === "stdout" && line.text === KEEPER_PONG_LINE) continue;
      if (line.stream === "stdout" && line.text === KEEPER_READY_LINE) this.#opened(keeper);
      else {
        this.#lastWords = line.text;
        this.#options.logger.log("warn", `keeper: ${line.text}`);
      }
    }
  }

  #opened(keeper: SpawnedGroup): void {
    if (keeper !== this.#keeper) return;
    const { runId, files } = this.#options;
    this.#send({ type: "plan", runId, files });
    for (const { pid, startMark } of this.#groups.values()) {
      this.#send({ type: "add", pid, startMark });
    }
    this.ready = true;
    this.#failures = 0;
    this.#unanswered = 0;
    this.#stopPings = this.#options.timer.every(PING_MS, () => this.#ping(keeper));
    this.#options.onReady();
  }

  #lost(keeper: SpawnedGroup, reason: string): void {
    if (keeper !== this.#keeper) return;
    this.#keeper = undefined;
    this.ready = false;
    this.#stopPings();
    if (this.#closing) return;
    this.restarts++;
    this.#options.onLost(reason);
    this.#retry();
  }

  /** Starts the next keeper: at once after one that listened, later and later after ones that never did. */
  #retry(): void {
    const { timer } = this.#options;
    const delayMs = this.#failures === 0
      ? 0
      : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures++;
    timer.after(delayMs, () => void (this.#closing || this.start()));
  }

  #ping(keeper: SpawnedGroup): void {
    if (this.#unanswered >= MOST_UNANSWERED) return void keeper.signal("SIGKILL");
    this.#unanswered++;
    this.#send({ type: "ping" });
  }

  #send(line: KeeperLine): void {
    // A write fails only when the keeper is gone; its successor is told everything again.
    this.#keeper?.write(`${JSON.stringify(line)}\n`).catch(() => undefined);
  }
}
