import { fromProblem, type HttpClient, NetopsError } from "@netops/core";
import type { LiveRun } from "../command_context.ts";
import type { ExplainDocument } from "../views/explain_lines.ts";

/** `netops registry list --json`, as the registry answers it. */
export interface RegistryList {
  readonly schema: "netops.registry/v1";
  readonly applications: readonly {
    readonly app: string;
    readonly instances: readonly {
      readonly id: string;
      readonly status: string;
      readonly host: string;
      readonly port: number;
      readonly zone: string;
      readonly leaseAgeMs: number;
    }[];
  }[];
}

/** Asks the registry of a run; changes carry the run's token. */
export class RegistryApi {
  readonly #base: string;
  readonly #token: string;
  readonly #http: HttpClient;

  /** Makes one. */
  constructor(live: LiveRun, http: HttpClient) {
    this.#base = live.run.urls.registry;
    this.#token = live.run.token;
    this.#http = http;
  }

  /** Everything that is registered. */
  list(): Promise<RegistryList> {
    return this.#json("/v1/applications");
  }

  /** What self-preservation sees. */
  explain(): Promise<ExplainDocument> {
    return this.#json("/explain");
  }

  /** The registration of one instance in Eureka's own form. */
  instance(app: string, id: string): Promise<Record<string, unknown>> {
    return this.#json(`/eureka/v2/apps/${encodeURIComponent(app)}/${encodeURIComponent(id)}`);
  }

  /** Puts a status over an instance, or takes it away with `undefined`. */
  async override(app: string, id: string, status: string | undefined): Promise<void> {
    const path = `/eureka/v2/apps/${encodeURIComponent(app)}/${encodeURIComponent(id)}/status`;
    const url = status === undefined ? path : `${path}?value=${status}`;
    const response = await this.#send(status === undefined ? "DELETE" : "PUT", url);
    await response.body?.cancel();
  }

  async #json<T>(path: string): Promise<T> {
    return await (await this.#send("GET", path)).json() as T;
  }

  async #send(method: string, path: string): Promise<Response> {
    const headers = {
      accept: "application/json",
      "content-type": "application/json",
      authorization: `Bearer ${this.#token}`,
    };
    const response = await this.#http.send({ method, url: `${this.#base}${path}`, headers });
    if (response.ok) return response;
    const problem = fromProblem(parse(await response.text()));
    if (problem !== undefined) throw problem;
    const code = response.status === 404 ? "NOT_FOUND" : "UPSTREAM_FAILED";
    throw new NetopsError(code, `The registry answered ${response.status} to ${method} ${path}`, {
      fix: "netops registry list",
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
