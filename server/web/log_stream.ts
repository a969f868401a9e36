import { NetopsError, type Timer } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { answerWithin } from "./answer_within.ts";
import { messageOf } from "./fleet_facts.ts";
import type { FleetReader } from "./fleet_reader.ts";
import { encodeSse, SSE_HEADERS } from "./sse.ts";

/** Lines that arrived since the last batch; `skipped` were more than a page can show. */
export interface LogBatch {
  readonly lines: readonly LogLine[];
  readonly skipped: number;
}

const TAIL_LINES = 200;
const MOST_LINES = 500;
const BATCH_MS = 250;
const LIMIT_MS = 3_000;
const MOST_QUEUED = 8;
const MOST_VIEWERS = 16;

/** Proxies the logs of one app from fleet to viewers, in batches of at most 500 lines every 250 ms. */
export class LogStreams {
  #open = 0;
  readonly #fleet: FleetReader;
  readonly #timer: Timer;
  readonly #signal: AbortSignal;

  /** Reads from this fleet; every stream ends when `signal` aborts. */
  constructor(options: {
    readonly fleet: FleetReader;
    readonly timer: Timer;
    readonly signal: AbortSignal;
  }) {
    this.#fleet = options.fleet;
    this.#timer = options.timer;
    this.#signal = options.signal;
  }

  /** The newest lines of an app, for a page without JavaScript. */
  async tail(app: string): Promise<readonly LogLine[]> {
    const ask = () => this.#fleet.logs({ app, tail: TAIL_LINES });
    return await answerWithin(this.#timer, LIMIT_MS, ask);
  }

  /**
   * Opens the stream of one viewer: `lines` with a {@linkcode LogBatch}, or `failed` and the end.
   *
   * @throws {NetopsError} OVERLOADED when 16 viewers read logs already.
   */
  open(app: string): Response {
    if (this.#open >= MOST_VIEWERS) {
      throw new NetopsError("OVERLOADED", `Cannot open logs as ${MOST_VIEWERS} pages read them`, {
        fix: `netops logs ${app} -f`,
      });
    }
    this.#open++;
    const stop = new AbortController();
    const end = () => stop.abort();
    this.#signal.addEventListener("abort", end, { once: true });
    stop.signal.addEventListener("abort", () => {
      this.#open--;
      this.#signal.removeEventListener("abort", end);
    }, { once: true });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void this.#run(app, controller, stop),
      cancel: end,
    }, { highWaterMark: MOST_QUEUED });
    return new Response(body, { headers: SSE_HEADERS });
  }

  async #run(
    app: string,
    controller: ReadableStreamDefaultController<Uint8Array>,
    stop: AbortController,
  ): Promise<void> {
    const join = new LogJoin();
    // The stream is opened before the tail is asked for, so that no line falls between them.
    const following = this.#follow(app, join, stop.signal);
    following.catch(() => undefined); // Looked at below, once the tail is there.
    try {
      join.takeTail(await this.tail(app));
      controller.enqueue(encodeSse("lines", join.flush()));
      const flush = () => {
        if ((controller.desiredSize ?? 0) > 0 && join.hasNews) {
          controller.enqueue(encodeSse("lines", join.flush()));
        }
      };
      const cancel = this.#timer.every(BATCH_MS, flush);
      stop.signal.addEventListener("abort", cancel, { once: true });
      await following;
    } catch (thrown) {
      if (!stop.signal.aborted) {
        controller.enqueue(encodeSse("failed", { error: messageOf(thrown) }));
      }
    }
    stop.abort();
    try {
      controller.close();
    } catch {
      // The viewer left first and the stream is closed already.
    }
  }

  async #follow(app: string, join: LogJoin, signal: AbortSignal): Promise<void> {
    for await (const line of this.#fleet.logsStream({ app }, signal)) join.take(line);
  }
}

/** Joins a tail and a stream that overlap: no line twice, none lost, at most 500 kept for the viewer. */
export class LogJoin {
  #waiting: LogLine[] | undefined = [];
  #fresh: LogLine[] = [];
  #skipped = 0;

  /** Whether a flush would say anything. */
  get hasNews(): boolean {
    return this.#fresh.length > 0 || this.#skipped > 0;
  }

  /** Takes one line of the stream. */
  take(line: LogLine): void {
    if (this.#waiting !== undefined) this.#waiting = [...this.#waiting, line].slice(-MOST_LINES);
    else this.#add(line);
  }

  /** Takes the tail; lines of the stream that it holds already are dropped. */
  takeTail(tail: readonly LogLine[]): void {
    const known = new Set(tail.map(keyOf));
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const line of tail) this.#add(line);
    for (const line of waiting) if (!known.has(keyOf(line))) this.#add(line);
  }

  /** Hands out what came since the last time. */
  flush(): LogBatch {
    const batch = { lines: this.#fresh, skipped: this.#skipped };
    this.#fresh = [];
    this.#skipped = 0;
    return batch;
  }

  #add(line: LogLine): void {
    this.#fresh.push(line);
    if (this.#fresh.length <= MOST_LINES) return;
    this.#fresh.shift();
    this.#skipped++;
  }
}

function keyOf(line: LogLine): string {
  return `${line.tsMs}|${line.instance}|${line.stream}|${line.text}`;
}
