import type { ExecutionView, PipelineSpecInput } from "@netops/core/contracts";
import { type TestPlatform, until } from "./platform.ts";

/** Speaks to the conductor of a test's platform as the command line does. */
export class ConductorCalls {
  readonly #platform: TestPlatform;

  /** Asks nothing yet. */
  constructor(platform: TestPlatform) {
    this.#platform = platform;
  }

  /** Sends one request; throws with what the conductor said when it refuses. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const url = `${await this.#url()}/v1${path}`;
    const { token } = JSON.parse(await Deno.readTextFile(`${this.#platform.home}/run.json`));
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  /** Keeps a pipeline. */
  async keep(pipeline: PipelineSpecInput): Promise<void> {
    await this.ask("PUT", `/pipelines/${pipeline.name}`, pipeline);
  }

  /** Starts a pipeline of these stages, each after the one before it. */
  async start(
    app: string,
    stages: readonly Record<string, unknown>[],
    more: Record<string, unknown> = {},
  ): Promise<ExecutionView> {
    const linked = stages.map((stage, at) => ({
      ...(at === 0 ? {} : { needs: [stages[at - 1]!["name"]] }),
      ...stage,
    }));
    const pipeline = { name: "trial", app, stages: linked };
    return await this.ask("POST", "/executions", { pipeline, ...more });
  }

  /** Waits until an execution is over. */
  async end(id: string, limitMs = 60_000): Promise<ExecutionView> {
    let view = await this.ask<ExecutionView>("GET", `/executions/${id}`);
    await until(`the end of ${id}`, limitMs, async () => {
      view = await this.ask("GET", `/executions/${id}`);
      return view.endedAtMs !== undefined;
    });
    return view;
  }

  /** Starts such a pipeline and waits until it is over. */
  async carryOut(
    app: string,
    stages: readonly Record<string, unknown>[],
    more: Record<string, unknown> = {},
  ): Promise<ExecutionView> {
    return await this.end((await this.start(app, stages, more)).id);
  }

  async #url(): Promise<string> {
    const row = (await this.#platform.ps()).find(({ app }) => app === "conductor");
    if (row === undefined) throw new Error("no conductor is there");
    return `http://${row.host}:${row.port}`;
  }
}
