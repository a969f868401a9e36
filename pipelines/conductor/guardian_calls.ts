import { fromProblem, type HttpClient, NetopsError } from "@netops/core";
import type { PsDocument, RunDocument } from "@netops/core/contracts";
import type { ExperimentOrder } from "../ports/stage_services.ts";

/** How the guardian is found and asked. */
export interface GuardianCallsOptions {
  readonly instances: () => Promise<PsDocument>;
  readonly http: HttpClient;
  readonly token: string;
}

/** A name of the gallery; everything else is the text of an experiment. */
const GALLERY_NAME = /^[a-z][a-z0-9-]{0,59}$/;

/** Has the guardian run experiments, wherever it is by now. */
export class GuardianCalls {
  readonly #options: GuardianCallsOptions;

  /** Asks nothing yet. */
  constructor(options: GuardianCallsOptions) {
    this.#options = options;
  }

  /** Starts a run; asked for twice with one key, it is one. @throws {NetopsError} what the guardian says */
  async start(order: ExperimentOrder): Promise<{ readonly id: string }> {
    const { experiment, key, variables, deadlineMs } = order;
    const what = GALLERY_NAME.test(experiment) ? { name: experiment } : { text: experiment };
    const body = { ...what, key, variables, deadlineMs };
    const { id } = await this.#ask<{ id: string }>("POST", "", body);
    return { id };
  }

  /** One run, or undefined. */
  async get(id: string): Promise<RunDocument | undefined> {
    return await unlessUnknown(this.#ask<RunDocument>("GET", `/${encodeURIComponent(id)}`));
  }

  /** Ends a run; one that is not there is over. */
  async stop(id: string): Promise<void> {
    await unlessUnknown(this.#ask("DELETE", `/${encodeURIComponent(id)}`));
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { http, token } = this.#options;
    const url = `${await this.#find()}/v1/chaos/experiments${path}`;
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await http.send({ method, url, headers, ...sent });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    throw fromProblem(answer) ??
      new NetopsError("UPSTREAM_FAILED", `The guardian answered ${response.status}`);
  }

  async #find(): Promise<string> {
    const { instances } = await this.#options.instances();
    const found = instances.find(({ app, status }) => app === "guardian" && status === "UP");
    if (found !== undefined) return `http://${found.host}:${found.port}`;
    throw new NetopsError("NO_INSTANCE", "The guardian is not up", { fix: "netops ps" });
  }
}

async function unlessUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
    throw thrown;
  }
}
