import {
  type Clock,
  fromProblem,
  type HttpClient,
  NetopsError,
  type Rng,
  type Timer,
} from "@netops/core";

/** What a gateway client works with. */
export interface GatewayClientOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
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
    const { http, timer } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(Math.min(ATTEMPT_MS, leftMs), () => late.abort());
    const signals = call.signal === undefined ? [] : [call.signal];
    const signal = AbortSignal.any([...signals, late.signal]);
    try {
      const response = await http.send({ ...this.#request(call), signal });
      return await outcomeOf<T>(response, call);
    } catch (thrown) {
      if (call.signal?.aborted) throw thrown;
      return { kind: "error", error: asError(thrown, call), isPassing: true, waitMs: 0 };
    } finally {
      cancel();
    }
  }

  #request({ method, path, body, accessToken }: GatewayCall) {
    return {
      method,
      url: this.#options.url + path,
      headers: {
        accept: "application/json",
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
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

async function outcomeOf<T>(
  response: Response,
  { method, path }: GatewayCall,
): Promise<Outcome<T>> {
  const text = await response.text();
  if (response.ok) return { kind: "answer", value: JSON.parse(text) as T };
  const { status } = response;
  const fallback = new NetopsError("UPSTREAM_FAILED", `Got ${status} for ${method} ${path}`);
  const waitMs = Math.min(5_000, Number(response.headers.get("retry-after") ?? 0) * 1_000 || 0);
  const isPassing = PASSING_STATUS.has(status);
  return { kind: "error", error: fromProblem(parse(text)) ?? fallback, isPassing, waitMs };
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
