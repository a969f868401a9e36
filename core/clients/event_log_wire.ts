import { fromProblem } from "../errors/problem.ts";
import { NetopsError } from "../errors/netops_error.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";

/** One request to the events process; who sends it finds the process and adds the token. */
export interface EventLogRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query, with the leading slash. */
  readonly path: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

/** How the events process is reached. */
export interface EventLogWireOptions {
  /** Sends a request; rejects when there is no answer. Must be safe to call again for the same request. */
  readonly send: (request: EventLogRequest) => Promise<Response>;
  readonly timer: Timer;
}

/** What one call may take. */
export interface EventLogCallOptions {
  readonly body?: unknown;
  /** For head and body together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Codes that pass by themselves: the process is away, restarting or busy. */
const PASSING: ReadonlySet<string> = new Set([
  "UNREACHABLE",
  "UPSTREAM_FAILED",
  "NO_INSTANCE",
  "TIMED_OUT",
  "OVERLOADED",
  "UNHEALTHY",
]);

const encoder = new TextEncoder();

/** Whether a call that failed so may work when it is made again. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetopsError && PASSING.has(error.code);
}

/** Speaks to the events process: problems become errors, and no call lasts longer than it may. */
export class EventLogWire {
  readonly #options: EventLogWireOptions;

  /** Speaks through `options.send`. */
  constructor(options: EventLogWireOptions) {
    this.#options = options;
  }

  /**
   * Makes a call and reads its JSON answer.
   *
   * @throws {NetopsError} what the process says; UNREACHABLE or TIMED_OUT without an answer; the
   * signal's reason when it aborts.
   */
  async call<T>(
    method: EventLogRequest["method"],
    path: string,
    options: EventLogCallOptions,
  ): Promise<T> {
    const leaving = new Leaving(this.#options.timer, options);
    const body = options.body === undefined
      ? {}
      : { body: encoder.encode(JSON.stringify(options.body)) };
    try {
      const request = { method, path, signal: leaving.signal, ...body };
      const response = await leaving.race(this.#options.send(request));
      const text = await readText(response, leaving);
      if (!response.ok) throw problemOf(text, response.status);
      return (text === "" ? undefined : parse(text)) as T;
    } catch (thrown) {
      options.signal?.throwIfAborted();
      if (thrown instanceof NetopsError) throw thrown;
      throw unreachable(thrown);
    } finally {
      leaving.end();
    }
  }
}

/** When a call is over before its answer: after its time, or when nobody wants it any more. */
class Leaving {
  readonly #controller = new AbortController();
  readonly #cancelTimer: CancelTimer;
  readonly #outer: AbortSignal | undefined;
  readonly #gone = Promise.withResolvers<never>();
  readonly #onAbort = () => this.#leave(this.#outer?.reason);

  constructor(timer: Timer, options: EventLogCallOptions) {
    const { timeoutMs, signal } = options;
    this.#gone.promise.catch(() => undefined);
    this.#cancelTimer = timer.after(timeoutMs, () => this.#leave(timedOut(timeoutMs)));
    this.#outer = signal;
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What `promise` gives, unless it is left before. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#gone.promise]);
  }

  end(): void {
    this.#cancelTimer();
    this.#outer?.removeEventListener("abort", this.#onAbort);
  }

  #leave(reason: unknown): void {
    this.#gone.reject(reason);
    this.#controller.abort(reason);
  }
}

async function readText(response: Response, leaving: Leaving): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    while (reader !== undefined) {
      const { done, value } = await leaving.race(reader.read());
      if (done) break;
      text += value;
    }
  } catch (thrown) {
    // Whoever leaves frees the connection; its error is of no interest any more.
    reader?.cancel().catch(() => undefined);
    throw thrown;
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // A process that dies in the middle of an answer may end it as if it were whole.
    throw unreachable(cause);
  }
}

function problemOf(text: string, status: number): NetopsError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // What is no JSON is no problem document; the status says what there is to say.
  }
  return fromProblem(body) ??
    new NetopsError("UPSTREAM_FAILED", `Cannot use the event log as it answered ${status}`, {
      details: { status },
    });
}

function unreachable(cause: unknown): NetopsError {
  return new NetopsError("UNREACHABLE", "Cannot reach the event log as it does not answer", {
    cause,
    fix: "netops ps",
  });
}

function timedOut(timeoutMs: number): NetopsError {
  return new NetopsError(
    "TIMED_OUT",
    `Cannot wait longer for the event log as ${timeoutMs} ms passed`,
  );
}
