import { fromProblem, type HttpClient, NetopsError, type Timer } from "@netops/core";
import { answerWithin } from "./answer_within.ts";
import type { FleetReader } from "./fleet_reader.ts";

/** What speaking to an app of the ground works with. */
export interface AppWireOptions {
  /** Who is spoken to, such as `guardian`. */
  readonly app: string;
  readonly fleet: Pick<FleetReader, "instances">;
  readonly http: HttpClient;
  readonly timer: Timer;
  /** The run's token: it answers nobody else. */
  readonly token: string;
}

/** One question. */
export interface AppCall {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly limitMs: number;
}

/** Speaks to an app that is there once, wherever it is now: one that was killed is found again. */
export class AppWire {
  readonly #options: AppWireOptions;
  #url: string | undefined;

  /** Has not looked for it yet. */
  constructor(options: AppWireOptions) {
    this.#options = options;
  }

  /**
   * Asks, and answers the JSON of a success.
   *
   * @throws {NetopsError} NO_INSTANCE when there is none, UNREACHABLE, TIMED_OUT, or what it says.
   */
  async ask<T>(call: AppCall): Promise<T> {
    try {
      return await answerWithin(
        this.#options.timer,
        call.limitMs,
        (signal) => this.#send<T>(call, signal),
      );
    } catch (thrown) {
      // It may be another one by now, at another port.
      if (!(thrown instanceof NetopsError) || AWAY.has(thrown.code)) this.#url = undefined;
      throw thrown;
    }
  }

  async #send<T>({ method = "GET", path, body }: AppCall, signal: AbortSignal): Promise<T> {
    this.#url ??= await this.#find(signal);
    const { app, http, token } = this.#options;
    const response = await http.send({
      ...{ method, url: `${this.#url}${path}`, signal },
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    throw fromProblem(parse(text)) ??
      new NetopsError("UPSTREAM_FAILED", `The ${app} answered ${response.status}`);
  }

  async #find(signal: AbortSignal): Promise<string> {
    const wanted = this.#options.app;
    const { instances } = await this.#options.fleet.instances(signal);
    const found = instances.find(({ app, status }) => app === wanted && status === "UP");
    if (found !== undefined) return `http://${found.host}:${found.port}`;
    throw new NetopsError("NO_INSTANCE", `No ${wanted} is up`, { fix: "netops ps" });
  }
}

/** One that is late is still where it was. */
const AWAY: ReadonlySet<string> = new Set(["UNREACHABLE", "UNAUTHENTICATED"]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The status alone says what went wrong then.
  }
}
