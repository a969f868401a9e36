import {
  type Clock,
  fromProblem,
  type HttpClient,
  NetopsError,
  type Rng,
  type Timer,
} from "@netops/core";
import type { CallAnswer } from "../session/call_rules.ts";

/** What a gateway client works with. */
export interface GatewayClientOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Pick<Rng, "next">;
}

/** One call; every call of a viewer may be sent again. */
export interface GatewayCall {
  readonly method: string;
  /** Path and query behind the gateway's address. */
  readonly path: string;
  readonly body?: unknown;
  readonly accessToken?: string;
  /** How long it is tried in all; 20,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** The trace that the platform is to go on with. */
  readonly traceParent?: string;
  /** Hears of each try, whatever came of it; not of one that was given up by `signal`. */
  readonly onAttempt?: (attempt: CallAttempt) => void;
}

/** One try of a call that is over. */
export interface CallAttempt extends CallAnswer {
  readonly url: string;
  readonly durationMs: number;
  readonly bytes: number;
}

const ATTEMPT_MS = 5_000;
const DEADLINE_MS = 20_000;
const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 2_000;
/** The platform is busy or loses an instance just now: it may be well in a moment. */
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Calls the platform as a player does, through the gateway, and rides over what passes. */
export class GatewayClient {
  readonly #options: GatewayClientOptions;

  /** Makes one. */
  constructor(options: GatewayClientOptions) {
    this.#options = options;
  }

  /**
   * Answers the JSON of a success; tries again after lost connections, 429 and 502 to 504.
   *
   * @throws {NetopsError} what the platform answered, or UNREACHABLE when the deadline is over.
   */
  async json<T>(call: GatewayCall): Promise<T> {
    const { clock, timer, rng } = this.#options;
    const endMs = clock.monotonicMs() + (call.deadlineMs ?? DEADLINE_MS);
    for (let attempt = 0;; attempt++) {
      const outcome = await this.#attempt<T>(call, endMs - clock.monotonicMs());
      if (outcome.kind === "answer") return outcome.value;
      if (!outcome.isPassing) throw outcome.error;
      const longestMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
      const waitMs = Math.max(outcome.waitMs, longestMs * (0.5 + rng.next() / 2));
      if (clock.monotonicMs() + waitMs >= endMs) throw outcome.error;
      await timer.sleep(waitMs, call.signal);
    }
  }

  async #attempt<T>(call: GatewayCall, leftMs: number): Promise<Outcome<T>> {
    const { http, timer, clock } = this.#options;
    const sentAtMs = clock.monotonicMs();
    const tell = (answer: CallAnswer, bytes: number) =>
      call.onAttempt?.({
        ...{ ...answer, url: this.#options.url + call.path, bytes },
        durationMs: clock.monotonicMs() - sentAtMs,
      });
    const late = new AbortController();
    const cancel = timer.after(Math.min(ATTEMPT_MS, leftMs), () => late.abort());
    const signals = call.signal === undefined ? [] : [call.signal];
    const signal = AbortSignal.any([...signals, late.signal]);
    try {
      const response = await http.send({ ...this.#request(call), signal });
      const text = await response.text();
      const outcome = outcomeOf<T>(response, text, call);
      tell(answerOf(response, outcome), text.length);
      return outcome;
    } catch (thrown) {
      if (call.signal?.aborted) throw thrown;
      tell({ reason: late.signal.aborted ? "timeout" : reasonOf(thrown) }, 0);
      return { kind: "error", error: asError(thrown, call), isPassing: true, waitMs: 0 };
    } finally {
      cancel();
    }
  }

  #request({ method, path, body, accessToken, traceParent }: GatewayCall) {
    return {
      method,
      url: this.#options.url + path,
      headers: {
        accept: "application/json",
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(traceParent === undefined ? {} : { traceparent: traceParent }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
  }
}

type Outcome<T> =
  | { readonly kind: "answer"; readonly value: T }
  | {
    readonly kind: "error";
    readonly error: NetopsError;
    readonly isPassing: boolean;
    readonly waitMs: number;
  };

function outcomeOf<T>(
  response: Response,
  text: string,
  { method, path }: GatewayCall,
): Outcome<T> {
  if (response.ok) return { kind: "answer", value: JSON.parse(text) as T };
  const { status } = response;
  const fallback = new NetopsError("UPSTREAM_FAILED", `Got ${status} for ${method} ${path}`);
  const waitMs = Math.min(5_000, Number(response.headers.get("retry-after") ?? 0) * 1_000 || 0);
  const isPassing = PASSING_STATUS.has(status);
  return { kind: "error", error: fromProblem(parse(text)) ?? fallback, isPassing, waitMs };
}

function answerOf({ status, headers }: Response, outcome: Outcome<unknown>): CallAnswer {
  if (outcome.kind === "answer") return { status };
  const retryAfter = headers.get("retry-after");
  const { code, message } = outcome.error;
  return {
    ...{ status, code, detail: message },
    ...(retryAfter === null ? {} : { retryAfter }),
  };
}

function reasonOf(thrown: unknown): "connect" | "reset" {
  const phase = thrown instanceof NetopsError ? thrown.details["phase"] : undefined;
  return phase === "connect" ? "connect" : "reset";
}

function asError(thrown: unknown, { path }: GatewayCall): NetopsError {
  if (thrown instanceof NetopsError) return thrown;
  // An answer that broke off, or one that did not come in time.
  return new NetopsError("UNREACHABLE", `Cannot get an answer to ${path} from the gateway`, {
    cause: thrown,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
