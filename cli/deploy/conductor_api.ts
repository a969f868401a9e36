import {
  type Clock,
  type ErrorCode,
  fromProblem,
  type HttpClient,
  NetopsError,
  type Timer,
} from "@netops/core";
import { readSse } from "@netops/core/clients";
import type {
  ExecutionEvent,
  ExecutionRequest,
  ExecutionView,
  ExecutionWish,
  PipelineSpec,
  PipelineSpecInput,
  TortureRequest,
  TortureView,
} from "@netops/core/contracts";
import { type CommandContext, httpOf, type LiveRun, requireRun } from "../command_context.ts";
import { PlatformApi, type PlatformRequest } from "../platform_api.ts";
import { whileAway } from "./while_away.ts";

/** A request for an execution, before the defaults of the wire. */
export type ExecutionDraft =
  & { readonly pipeline: PipelineSpecInput | { readonly stored: string } }
  & Partial<Omit<ExecutionRequest, "pipeline">>;

/** Which executions are asked for. */
export interface ExecutionsQuery {
  readonly app?: string;
  readonly limit?: number;
}

const APP = "conductor";

/** What was not sent may be sent again. */
const NOT_SENT: readonly ErrorCode[] = ["NO_INSTANCE"];
/** What only reads may be asked again, whatever came of it. */
const NOT_HEARD: readonly ErrorCode[] = ["NO_INSTANCE", "UNREACHABLE"];

/** Asks the conductor, which carries deploys out whoever looks on. */
export class ConductorApi {
  readonly #live: LiveRun;
  readonly #api: PlatformApi;
  readonly #http: HttpClient;
  readonly #patience: { readonly clock: Clock; readonly timer: Timer } | undefined;

  /**
   * The conductor of a run; `http` has a deadline for answers, not for bodies. With patience one that is
   * being replaced is waited for.
   */
  constructor(
    live: LiveRun,
    http: HttpClient,
    patience?: { readonly clock: Clock; readonly timer: Timer },
  ) {
    this.#live = live;
    this.#http = http;
    this.#patience = patience;
    this.#api = new PlatformApi(live, http);
  }

  /** The conductor of the run in this home, also while it is being replaced. @throws {NetopsError} NOT_RUNNING */
  static of(context: CommandContext, live: LiveRun = requireRun(context)): ConductorApi {
    return new ConductorApi(live, httpOf(context), context.host);
  }

  /** Starts an execution; asked for twice with one key, it is started once. @throws {NetopsError} REFUSED */
  start(draft: ExecutionDraft): Promise<ExecutionView> {
    return this.#json("POST", "/v1/executions", draft);
  }

  /** Executions, newest first. */
  async list(query: ExecutionsQuery): Promise<readonly ExecutionView[]> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
    const { executions } = await this.#json<{ readonly executions: readonly ExecutionView[] }>(
      "GET",
      `/v1/executions?${parameters}`,
    );
    return executions;
  }

  /** One execution. @throws {NetopsError} NOT_FOUND */
  execution(id: string): Promise<ExecutionView> {
    return this.#json("GET", `/v1/executions/${encodeURIComponent(id)}`);
  }

  /** What happened in an execution, from its start. */
  async events(id: string): Promise<readonly ExecutionEvent[]> {
    const path = `/v1/executions/${encodeURIComponent(id)}/events`;
    const { events } = await this.#json<{ readonly events: readonly ExecutionEvent[] }>(
      ...["GET", path] as const,
    );
    return events;
  }

  /** Makes the conductor stand still at a commit, so that it can be killed there. */
  async torture(order: TortureRequest): Promise<void> {
    await this.#send({ method: "POST", path: "/v1/torture", body: order });
  }

  /** Where it stands still. */
  tortured(): Promise<TortureView> {
    return this.#json("GET", "/v1/torture");
  }

  /** Asks something of an execution. */
  async wish(id: string, wish: ExecutionWish): Promise<void> {
    const path = `/v1/executions/${encodeURIComponent(id)}/wish`;
    await this.#send({ method: "POST", path, body: wish });
  }

  /**
   * How an execution stands now and whenever that changes, until the conductor ends the stream; undefined
   * is a sign of life.
   *
   * @throws {NetopsError} NOT_FOUND; anything else means that the stream broke off.
   */
  async *stream(id: string, signal: AbortSignal): AsyncGenerator<ExecutionView | undefined> {
    const [url = ""] = await this.#api.urls(APP);
    const path = `/v1/executions/${encodeURIComponent(id)}/stream`;
    const headers = {
      accept: "text/event-stream",
      authorization: `Bearer ${this.#live.run.token}`,
    };
    const response = await this.#http.send({ method: "GET", url: url + path, headers, signal });
    if (!response.ok || response.body === null) {
      throw fromProblem(await response.json().catch(() => undefined)) ??
        new NetopsError("UPSTREAM_FAILED", `The conductor answered ${response.status}`);
    }
    for await (const message of readSse(response.body, signal)) {
      yield message.kind === "event" ? JSON.parse(message.data) as ExecutionView : undefined;
    }
  }

  /** Kept pipelines. */
  async pipelines(): Promise<readonly PipelineSpec[]> {
    const { pipelines } = await this.#json<{ readonly pipelines: readonly PipelineSpec[] }>(
      "GET",
      "/v1/pipelines",
    );
    return pipelines;
  }

  /** Keeps a pipeline under its name. */
  async save(pipeline: PipelineSpecInput): Promise<void> {
    const path = `/v1/pipelines/${encodeURIComponent(pipeline.name)}`;
    await this.#send({ method: "PUT", path, body: pipeline });
  }

  /** Forgets a kept pipeline. @throws {NetopsError} NOT_FOUND */
  async forget(name: string): Promise<void> {
    const path = `/v1/pipelines/${encodeURIComponent(name)}`;
    await this.#send({ method: "DELETE", path });
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return await (await this.#send({ method, path, body })).json() as T;
  }

  #send(request: PlatformRequest): Promise<Response> {
    const ask = () => this.#api.send(APP, request);
    if (this.#patience === undefined) return ask();
    const codes = request.method === "GET" ? NOT_HEARD : NOT_SENT;
    return whileAway(ask, { ...this.#patience, codes });
  }
}
