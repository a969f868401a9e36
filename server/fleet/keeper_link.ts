import {
  type Clock,
  KEEPER_READY_LINE,
  type Logger,
  type SpawnedGroup,
  type Spawner,
  type SpawnRequest,
  type Timer,
} from "@netops/core";
import type { KeeperLine } from "@netops/core/contracts";
import type { ProcessGuard } from "./supervisor.ts";

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

const RESTART_MS = 20;

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

  /** Pid of the keeper, or undefined while there is none. */
  get pid(): number | undefined {
    return this.#keeper?.pid;
  }

  /** Starts a keeper; resolves when it was started, not when it listens. */
  async start(): Promise<void> {
    const { spawner, request, logger, timer } = this.#options;
    try {
      const keeper = await spawner.spawn(request);
      this.#keeper = keeper;
      this.startedAtMs = this.#options.clock.nowMs();
      this.#read(keeper);
      keeper.exited.then((exit) => this.#lost(keeper, `exited with code ${exit.code}`));
    } catch (thrown) {
      logger.log("error", `Cannot start the keeper: ${String(thrown)}`);
      timer.after(RESTART_MS * 10, () => void (this.#closing || this.start()));
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
    this.#send({ type: "bye" });
    const late = this.#options.timer.after(1_000, () => keeper.signal("SIGKILL"));
    await keeper.exited;
    late();
  }

  async #read(keeper: SpawnedGroup): Promise<void> {
    for await (const line of keeper.lines) {
      if (line.stream === "stdout" && line.text === KEEPER_READY_LINE) this.#opened(keeper);
      else this.#options.logger.log("warn", `keeper: ${line.text}`);
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
    this.#options.onReady();
  }

  #lost(keeper: SpawnedGroup, reason: string): void {
    if (keeper !== this.#keeper) return;
    this.#keeper = undefined;
    this.ready = false;
    if (this.#closing) return;
    this.restarts++;
    this.#options.onLost(reason);
    this.start();
  }

  #send(line: KeeperLine): void {
    // A write fails only when the keeper is gone; its successor is told everything again.
    this.#keeper?.write(`${JSON.stringify(line)}\n`).catch(() => undefined);
  }
}
