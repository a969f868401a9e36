import { fromProblem, type HttpClient, NetopsError } from "@netops/core";
import type { LiveRun } from "./command_context.ts";

/** One call to an app of the platform. */
export interface PlatformRequest {
  readonly method: string;
  /** Path and query at the instance. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Calls the platform's own apps with the run's token, past the gateway. */
export class PlatformApi {
  readonly #live: LiveRun;
  readonly #http: HttpClient;

  /** Makes one. */
  constructor(live: LiveRun, http: HttpClient) {
    this.#live = live;
    this.#http = http;
  }

  /**
   * Answers the JSON of the first instance that can be reached.
   *
   * @throws {NetopsError} NO_INSTANCE when the app does not run here, or what the app answered.
   */
  async json<T>(app: string, request: PlatformRequest): Promise<T> {
    return await (await this.send(app, request)).json() as T;
  }

  /** Answers the response when it is a success. */
  async send(app: string, request: PlatformRequest): Promise<Response> {
    let last: unknown;
    for (const url of await this.urls(app)) {
      try {
        return await this.#sendTo(url, request);
      } catch (thrown) {
        if (!(thrown instanceof NetopsError) || thrown.code !== "UNREACHABLE") throw thrown;
        last = thrown;
      }
    }
    throw last;
  }

  /** Base addresses of the instances that are UP. @throws {NetopsError} NO_INSTANCE when there is none. */
  async urls(app: string): Promise<string[]> {
    const { instances } = await this.#live.fleet.instances();
    const urls = instances.filter((one) => one.app === app && one.status === "UP")
      .map(({ host, port }) => `http://${host}:${port}`);
    if (urls.length > 0) return urls;
    const { apps } = await this.#live.fleet.status();
    const isKnown = apps.some((one) => one.app === app);
    throw new NetopsError("NO_INSTANCE", `No instance of ${app} is up in this platform`, {
      fix: isKnown ? `netops start ${app}, or look with: netops ps` : "netops up --profile std",
    });
  }

  async #sendTo(url: string, { method, path, body }: PlatformRequest): Promise<Response> {
    const headers = {
      accept: "application/json",
      authorization: `Bearer ${this.#live.run.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await this.#http.send({ method, url: `${url}${path}`, headers, ...sent });
    if (response.ok) return response;
    const problem = fromProblem(parse(await response.text()));
    throw problem ??
      new NetopsError("UPSTREAM_FAILED", `Got ${response.status} for ${method} ${path}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
