import { fromProblem, type HttpClient, NetopsError, type Timer } from "@netops/core";

/** What speaking to the platform works with. */
export interface MonkeyWireOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly token: string;
}

/** One question to a process of the platform. */
export interface MonkeyCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
  /** The token of the run goes only to processes of the run. */
  readonly isOutside?: true;
}

/** The guardian waits for sides that each may take over a second. */
const ANSWER_MS = 10_000;

/** Speaks to the platform over HTTP, and never waits for long. */
export class MonkeyWire {
  readonly #options: MonkeyWireOptions;

  /** Makes one. */
  constructor(options: MonkeyWireOptions) {
    this.#options = options;
  }

  /** Asks, and answers the JSON of a success. @throws {NetopsError} TIMED_OUT, UNREACHABLE, or what was said. */
  async ask<T>({ method, url, body, isOutside }: MonkeyCall): Promise<T> {
    const { http, timer, token } = this.#options;
    const timeout = new AbortController();
    const late = new NetopsError("TIMED_OUT", `Cannot wait longer for ${method} ${url}`);
    const cancel = timer.after(ANSWER_MS, () => timeout.abort(late));
    const headers: Record<string, string> = { accept: "application/json" };
    if (!isOutside) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const response = await http.send({ method, url, headers, ...sent, signal: timeout.signal });
      const text = await response.text();
      if (response.ok) return parse(text) as T;
      throw fromProblem(parse(text)) ??
        new NetopsError("UPSTREAM_FAILED", `Got ${response.status} for ${method} ${url}`);
    } finally {
      cancel();
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
