import type { Clock } from "@netops/core";
import type { ExecutionView, StoredLook } from "@netops/core/contracts";
import type { AppWire } from "../app_wire.ts";
import type { CohortChart, DataAnswer, DataValues } from "../telemetry/data_answer.ts";
import { explainFailure } from "../telemetry/telemetry_reader.ts";
import { isOver } from "../view/deploy/execution_facts.ts";
import { parseOpsView } from "../view/view_url.ts";
import { cohortChart } from "./cohort_chart.ts";
import { deployRow } from "./deploy_row.ts";
import type { DeployLists } from "./deploy_values.ts";

/** What the conductor can be asked for. */
export type DeployKind = "deploys" | "deploy" | "cohorts";

/** What making the answers works with. */
export interface DeployDataOptions {
  readonly conductor: Pick<AppWire, "ask">;
  readonly clock: Clock;
}

const LIMIT_MS = 5_000;
const MOST_RECENT = 20;

/** Makes what the deploys view shows of what the conductor knows; every failure is an answer in words. */
export class DeployData {
  readonly #options: DeployDataOptions;

  /** Asks through these. */
  constructor(options: DeployDataOptions) {
    this.#options = options;
  }

  /** Answers one kind of data; `search` is a view's query string, as in the page's own URL. */
  async load<Kind extends DeployKind>(
    kind: Kind,
    search: string,
  ): Promise<DataAnswer<DataValues[Kind]>> {
    const atMs = () => this.#options.clock.nowMs();
    try {
      const value = await this.#value(kind, search) as DataValues[Kind];
      return { ok: true, atMs: atMs(), value };
    } catch (thrown) {
      return { ok: false, atMs: atMs(), ...explainFailure(thrown) };
    }
  }

  #value(kind: DeployKind, search: string): Promise<DataValues[DeployKind]> {
    const { deploy, look, metric } = parseOpsView(search);
    const path = `/v1/executions/${encodeURIComponent(deploy)}`;
    switch (kind) {
      case "deploys":
        return this.#lists();
      case "deploy":
        return this.#ask<ExecutionView>(path);
      case "cohorts":
        return this.#cohorts(path, { toMs: look === "" ? undefined : Number(look), metric });
    }
  }

  async #lists(): Promise<DeployLists> {
    const ask = (query: string) =>
      this.#ask<{ executions: readonly ExecutionView[] }>(`/v1/executions?${query}`);
    const [open, newest] = await Promise.all([
      ask("open=true"),
      ask(`limit=${2 * MOST_RECENT}`),
    ]);
    const nowMs = this.#options.clock.nowMs();
    const rowOf = (view: ExecutionView) => deployRow(view, nowMs);
    return {
      running: open.executions.map(rowOf),
      recent: newest.executions.filter(isOver).slice(0, MOST_RECENT).map(rowOf),
    };
  }

  async #cohorts(
    path: string,
    wish: { readonly toMs: number | undefined; readonly metric: string },
  ): Promise<CohortChart> {
    const { looks } = await this.#ask<{ looks: readonly StoredLook[] }>(`${path}/looks`);
    return cohortChart(looks, wish);
  }

  #ask<T>(path: string): Promise<T> {
    return this.#options.conductor.ask<T>({ path, limitMs: LIMIT_MS });
  }
}
