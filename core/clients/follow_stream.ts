import { backoffMs } from "../policies/backoff.ts";
import type { Clock } from "../ports/clock.ts";
import type { HttpClient } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { readSse } from "./sse.ts";

/** What following a stream works with. */
export interface FollowStreamOptions {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Hears every sign of life: the data of an event, or undefined for a comment. */
  readonly onMessage: (data: string | undefined) => "go-on" | "reconnect";
}

/** Two and a half pings of 2 s without a sign of life mean that the connection is dead. */
const DEAD_AFTER_MS = 5_000;
const BACKOFF = { baseMs: 100, maxMs: 2_000 };

/** Statuses that say that there is no such stream, and never will be. */
const UNSUPPORTED: ReadonlySet<number> = new Set([404, 405, 406, 501]);

/**
 * Follows a stream of server-sent events and comes back after every loss, with jittered waits.
 *
 * Resolves with "closed" when the signal aborts, with "unsupported" when the server has no such
 * stream. A connection that says nothing for 5 s is dropped as dead.
 */
export async function followStream(
  options: FollowStreamOptions,
): Promise<"closed" | "unsupported"> {
  const { signal, timer, rng, logger, url } = options;
  for (let failures = 0; !signal.aborted;) {
    const end = await followOnce(options);
    if (signal.aborted) break;
    if (end.kind === "unsupported") return "unsupported";
    failures = end.heard ? 1 : failures + 1;
    const waitMs = backoffMs(failures, BACKOFF, rng);
    logger.log("debug", "stream lost", { url, reason: end.reason, waitMs });
    // Only the abort of our own signal ends the wait early, and the loop sees that.
    await timer.sleep(waitMs, signal).catch(() => undefined);
  }
  return "closed";
}

type FollowEnd =
  | { readonly kind: "unsupported" }
  | { readonly kind: "lost"; readonly heard: boolean; readonly reason: string };

async function followOnce(options: FollowStreamOptions): Promise<FollowEnd> {
  const connection = new AbortController();
  const abort = () => connection.abort(options.signal.reason);
  options.signal.addEventListener("abort", abort, { once: true });
  const watchdog = new Watchdog(options, connection);
  try {
    return await readOnce(options, connection.signal, watchdog);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "lost", heard: watchdog.heard, reason };
  } finally {
    watchdog.stop();
    options.signal.removeEventListener("abort", abort);
    connection.abort();
  }
}

async function readOnce(
  options: FollowStreamOptions,
  signal: AbortSignal,
  watchdog: Watchdog,
): Promise<FollowEnd> {
  const { http, url, onMessage } = options;
  const headers = { accept: "text/event-stream", ...options.headers };
  const response = await http.send({ method: "GET", url, headers, signal });
  const type = response.headers.get("content-type") ?? "";
  if (response.status !== 200 || response.body === null || !type.startsWith("text/event-stream")) {
    await response.body?.cancel();
    const unsupported = UNSUPPORTED.has(response.status) || response.status === 200;
    if (unsupported) return { kind: "unsupported" };
    return { kind: "lost", heard: false, reason: `status ${response.status}` };
  }
  for await (const message of readSse(response.body, signal)) {
    watchdog.hear();
    if (onMessage(message.kind === "event" ? message.data : undefined) === "reconnect") {
      return { kind: "lost", heard: true, reason: "a message was missed" };
    }
  }
  return { kind: "lost", heard: watchdog.heard, reason: "the server ended the stream" };
}

/** Aborts a connection that says nothing for too long. */
class Watchdog {
  heard = false;
  #heardAtMs: number;
  readonly #clock: Clock;
  readonly #cancel: () => void;

  constructor(options: FollowStreamOptions, connection: AbortController) {
    this.#clock = options.clock;
    this.#heardAtMs = options.clock.monotonicMs();
    this.#cancel = options.timer.every(1_000, () => {
      if (this.#clock.monotonicMs() - this.#heardAtMs < DEAD_AFTER_MS) return;
      connection.abort(new DOMException("No sign of life", "TimeoutError"));
    });
  }

  hear(): void {
    this.heard = true;
    this.#heardAtMs = this.#clock.monotonicMs();
  }

  stop(): void {
    this.#cancel();
  }
}
