import { fromProblem, type HttpClient, NetopsError, type Timer } from "@netops/core";

/** What speaking to a side works with. */
export interface SideWireOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly token: string;
  /** How long an answer may take; 1,500 ms when left out. */
  readonly answerMs?: number;
}

/** One question to a side. */
export interface SideCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  /** How long an answer may take. */
  readonly limitMs?: number;
}

/** A side on this machine answers at once or never: a paused one must not hold up the others. */
const ANSWER_MS = 1_500;

/** Speaks to the sides: with the run's token, and never waiting for long. */
export class SideWire {
  readonly #options: SideWireOptions;

  /** Makes one. */
  constructor(options: SideWireOptions) {
    this.#options = options;
  }

  /**
   * Asks, and answers the JSON of a success.
   *
   * @throws {NetopsError} UNREACHABLE with `details.phase` when nobody listens, TIMED_OUT, or what the side says.
   */
  async ask<T>(call: SideCall): Promise<T> {
    const text = await this.#send(call);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Reads what is no JSON. @throws {NetopsError} as `ask` does. */
  read(url: string): Promise<string> {
    return this.#send({ method: "GET", url });
  }

  async #send({ method, url, body, limitMs }: SideCall): Promise<string> {
    const { http, timer, token, answerMs = ANSWER_MS } = this.#options;
    const timeout = new AbortController();
    const late = new NetopsError("TIMED_OUT", `Cannot wait longer for ${method} ${url}`);
    const cancel = timer.after(limitMs ?? answerMs, () => timeout.abort(late));
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const response = await http.send({ method, url, headers, ...sent, signal: timeout.signal });
      const text = await response.text();
      if (response.ok) return text;
      throw fromProblem(parse(text)) ??
        new NetopsError("UPSTREAM_FAILED", `Got ${response.status} for ${method} ${url}`);
    } finally {
      cancel();
    }
  }
}

/** Whether nobody listens there any more: the target is gone. */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof NetopsError && thrown.code === "UNREACHABLE" &&
    thrown.details["phase"] === "connect";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
