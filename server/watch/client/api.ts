/// <reference lib="dom" />
import type { Failure } from "../view/error_text.ts";
import { TokenKeeper, type Tokens } from "./token_keeper.ts";

/** What a call answered: failures are values, as every caller says them to people. */
export type Answer<T> =
  | { readonly isOk: true; readonly value: T; readonly headers: Headers }
  | { readonly isOk: false; readonly failure: Failure };

/** How a call is made; without a body it is a GET. */
export interface CallOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
  /** Goes out also when the page is left. */
  readonly keepalive?: boolean;
  /** Given up after so long; 10 s. */
  readonly timeoutMs?: number;
  /** Needs no token. */
  readonly isOpen?: boolean;
  /** May be sent again although it changes something: it carries an id of its own. */
  readonly isRepeatable?: boolean;
}

const TIMEOUT_MS = 10_000;
const RETRY_DELAY_MS = 300;
const READ_TRIES = 3;

/** Calls the platform through the gateway that served this page. */
export class Api {
  readonly tokens = new TokenKeeper();
  #refreshing: Promise<boolean> | undefined;

  /** Called once when the session cannot be renewed. */
  constructor(readonly onSignedOut: () => void) {}

  /**
   * Calls, and renews the access token first when it has ended or afterwards when it was refused. Reads
   * that fail for a reason that passes are tried again twice, changes only when they are repeatable.
   */
  async call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const mayRepeat = (options.method ?? "GET") === "GET" || options.isRepeatable === true;
    let answer = await this.#callWithToken<T>(path, options);
    for (let tries = 1; mayRepeat && tries < READ_TRIES && isPassing(answer); tries++) {
      await pause(RETRY_DELAY_MS * tries);
      answer = await this.#callWithToken<T>(path, options);
    }
    return answer;
  }

  /** Trades the refresh token for a new pair, one trade at a time. Answers whether anybody is signed in. */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => this.#refreshing = undefined);
    return this.#refreshing;
  }

  async #callWithToken<T>(path: string, options: CallOptions): Promise<Answer<T>> {
    if (options.isOpen) return await send<T>(path, options, undefined);
    let token = this.tokens.access(Date.now());
    if (token === undefined && await this.refresh()) token = this.tokens.access(Date.now());
    const answer = await send<T>(path, options, token);
    if (answer.isOk || answer.failure.status !== 401) return answer;
    this.tokens.dropAccess();
    if (!await this.refresh()) return answer;
    return await send<T>(path, options, this.tokens.access(Date.now()));
  }

  async #refresh(): Promise<boolean> {
    const refreshToken = this.tokens.refresh;
    if (refreshToken === undefined) return false;
    const options = { method: "POST", body: { refreshToken } } as const;
    let answer = await send<Tokens>("/user/refresh", options, undefined);
    for (let tries = 1; tries < READ_TRIES && isPassing(answer); tries++) {
      await pause(RETRY_DELAY_MS * tries);
      answer = await send<Tokens>("/user/refresh", options, undefined);
    }
    // Somebody signed out meanwhile: what comes now is nobody's.
    if (this.tokens.refresh !== refreshToken) return false;
    if (answer.isOk) {
      this.tokens.take(answer.value, Date.now());
      return true;
    }
    // Only a refusal ends the session; a service that is down does not sign anybody out.
    if (answer.failure.status === 401 || answer.failure.status === 403) {
      this.tokens.clear();
      this.onSignedOut();
    }
    return false;
  }
}

/** Whether the same call may work in a moment. */
function isPassing(answer: Answer<unknown>): boolean {
  return !answer.isOk && [0, 502, 503, 504].includes(answer.failure.status);
}

async function send<T>(
  path: string,
  options: CallOptions,
  token: string | undefined,
): Promise<Answer<T>> {
  const { method = "GET", body, keepalive = false, timeoutMs = TIMEOUT_MS } = options;
  try {
    const response = await fetch(path, {
      method,
      keepalive,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) {
      const app = path.split("/")[1]?.split("?")[0] ?? "";
      return { isOk: false, failure: { ...readFailure(response, text), app } };
    }
    const value = (text === "" ? undefined : JSON.parse(text)) as T;
    return { isOk: true, value, headers: response.headers };
  } catch (thrown) {
    // No answer, or one that cannot be read: the platform is not there.
    return { isOk: false, failure: { status: 0, code: "UNREACHABLE", detail: String(thrown) } };
  }
}

function readFailure(response: Response, text: string): Failure {
  const retryAfterS = Number(response.headers.get("retry-after") ?? NaN);
  const problem = parseProblem(text);
  return {
    status: response.status,
    code: String(problem["code"] ?? ""),
    detail: String(problem["detail"] ?? problem["title"] ?? ""),
    ...(Number.isFinite(retryAfterS) ? { retryAfterS } : {}),
  };
}

function parseProblem(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {}; // Not ours: the status says what there is to say.
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
