import type { Clock, HttpClient, Logger, Timer } from "@netops/core";
import type { Discovery } from "@netops/core/clients";
import type { OcaBoard } from "@netops/core/contracts";
import { mergeBoards } from "./merge_boards.ts";

/** What a watch of the boards works with. */
export interface BoardWatchOptions {
  readonly discovery: Pick<Discovery, "up">;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly token: string;
  readonly signal: AbortSignal;
}

const POLL_MS = 500;
/** Until somebody can be offered: viewers wait for it. */
const FIRST_POLL_MS = 100;
const ANSWER_MS = 1_000;
/** A process that hears of no OCA for so long calls itself healthy all the same: others wait for it. */
const PATIENCE_MS = 8_000;

/** Keeps the boards of every cachecontrol, merged; the last ones stay when all are gone. */
export class BoardWatch {
  readonly #options: BoardWatchOptions;
  readonly #startedAtMs: number;
  readonly #boards = new Map<string, OcaBoard>();
  #merged: OcaBoard = { ocas: [] };
  #hasServed = false;

  /** Begins to poll, until the signal aborts. */
  constructor(options: BoardWatchOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.monotonicMs();
    void this.#run();
  }

  /** Everything that is known of the OCAs. */
  get board(): OcaBoard {
    return this.#merged;
  }

  /** Whether somebody could be offered once, or waiting for it has no end. */
  get isReady(): boolean {
    return this.#hasServed ||
      this.#options.clock.monotonicMs() - this.#startedAtMs >= PATIENCE_MS;
  }

  async #run(): Promise<void> {
    const { signal, timer } = this.#options;
    while (!signal.aborted) {
      await this.#poll();
      // It rejects only when the process stops, which ends the loop.
      const pauseMs = this.#hasServed ? POLL_MS : FIRST_POLL_MS;
      await timer.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  async #poll(): Promise<void> {
    const instances = this.#options.discovery.up("cachecontrol");
    const heard = await Promise.all(instances.map(async ({ id, host, port }) => {
      const board = await this.#ask(`http://${host}:${port}/board`);
      if (board !== undefined) this.#boards.set(id, board);
      return board === undefined ? [] : [id];
    }));
    if (heard.flat().length === 0) return;
    const known = new Set(instances.map(({ id }) => id));
    for (const id of this.#boards.keys()) if (!known.has(id)) this.#boards.delete(id);
    this.#merged = mergeBoards([...this.#boards.values()]);
    this.#hasServed ||= this.#merged.ocas.some(({ report, wantedState }) =>
      report.healthy && report.state === "SERVING" && wantedState === "SERVING"
    );
  }

  async #ask(url: string): Promise<OcaBoard | undefined> {
    const { http, timer, token, signal, logger } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(ANSWER_MS, () => late.abort());
    try {
      const response = await http.send({
        method: "GET",
        url,
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([signal, late.signal]),
      });
      if (response.ok) return await response.json() as OcaBoard;
      await response.body?.cancel();
      logger.log("debug", "a board was refused", { url, status: response.status });
    } catch (thrown) {
      // One that is away or hangs: the other boards count, and the last one of this.
      if (!signal.aborted) logger.log("debug", "a board is away", { url, reason: String(thrown) });
    } finally {
      cancel();
    }
    return undefined;
  }
}
