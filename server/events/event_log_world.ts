import type { EventLog } from "@netops/core";
import { createHttpEventLog } from "@netops/core/clients";
import { createFixedRng, FakeTimer, RecordingLogger } from "@netops/core/testing";
import type { Hono } from "hono";
import { createEventsApp } from "./app.ts";
import { Committer } from "./commit.ts";
import { GroupBoard } from "./group_board.ts";
import { Store } from "./store.ts";
import { TopicLog } from "./topic_log.ts";
import { WaitBoard } from "./wait_board.ts";

const TOKEN = "secret";
const TICK_MS = 250;
const STEP_MS = 25;

/** The events process and its clients in one test, with time and network in the test's hands. */
export class EventLogWorld implements Disposable {
  readonly timer = new FakeTimer();
  readonly logger = new RecordingLogger();
  /** Clients that reach nobody. */
  readonly cutOff = new Set<string>();
  /** How many of the next answers to `POST` get lost on their way. */
  lostAnswers = 0;
  readonly #store = new Store({ path: ":memory:" });
  #app!: Hono;
  #stopping = new AbortController();
  #cancelTick: () => void = () => undefined;

  /** Starts with an empty log. */
  constructor() {
    this.restart();
  }

  /** A client with a name of its own. */
  open(clientId: string): EventLog {
    const { timer, logger } = this;
    return createHttpEventLog({
      ...{ timer, clock: timer.clock, logger, clientId, rng: createFixedRng(clientId) },
      send: ({ method, path, body }) => this.#send(clientId, path, { method, ...body && { body } }),
    });
  }

  /** Starts the process anew on the same disk; what was held is broken. */
  restart(): void {
    this.#stopping.abort();
    this.#cancelTick();
    this.#stopping = new AbortController();
    const { timer, logger } = this;
    const { clock } = timer;
    const store = this.#store;
    const committer = new Committer({
      transaction: (work) => store.transaction(work),
      defer: queueMicrotask,
      onCommit: () => undefined,
    });
    const board = new WaitBoard();
    const defaults = { partitions: 4, retentionMs: 1e9, retentionBytes: 1e9 };
    const log = new TopicLog({ store, committer, clock, board, defaults });
    const times = { sessionTimeoutMs: 3_000, handoverTimeoutMs: 30_000 };
    const groups = new GroupBoard({ store, committer, log, clock, board, logger, times });
    this.#cancelTick = timer.every(TICK_MS, () => groups.tick(TICK_MS));
    const { signal } = this.#stopping;
    this.#app = createEventsApp({ store, log, groups, board, timer, logger, token: TOKEN, signal });
  }

  /** Lets time pass, with turns of the event loop in between: bodies are read in them. */
  async advance(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs <= durationMs; passedMs += STEP_MS) {
      await this.timer.advance(passedMs === 0 ? 0 : STEP_MS);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What a promise gives while time passes. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => void (isOver = true);
    promise.then(end, end);
    for (let turns = 0; !isOver && turns < 2_000; turns++) await this.advance(STEP_MS);
    return await promise;
  }

  /** Ends the process. */
  [Symbol.dispose](): void {
    this.#stopping.abort();
    this.#cancelTick();
    this.#store.close();
  }

  async #send(clientId: string, path: string, init: RequestInit): Promise<Response> {
    if (this.cutOff.has(clientId)) throw new TypeError("Nobody answers");
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const response = await this.#app.request(path, { ...init, headers });
    if (init.method !== "POST" || this.lostAnswers === 0) return response;
    this.lostAnswers--;
    await response.body?.cancel();
    throw new TypeError("The answer got lost");
  }
}
