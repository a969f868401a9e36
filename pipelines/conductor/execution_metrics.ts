import type { MetricRegistry } from "@netops/core/service";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { viewExecution } from "./view_execution.ts";

/** Counts what executions come to, since this process began. */
export class ExecutionMetrics {
  readonly #ends;
  readonly #dropped;

  /** Adds its families to `metrics`. */
  constructor(metrics: MetricRegistry) {
    this.#ends = metrics.counter("deploy_executions_total", "Executions that are over, by verdict");
    this.#dropped = metrics.counter(
      "deploy_dropped_total",
      "Requests that nobody answered while a release moved them",
    );
  }

  /** Counts an execution that is over. */
  count(record: ExecutionRecord): void {
    const { app, verdict = "inconclusive", dropped } = viewExecution(record);
    this.#ends.add(1, { app, verdict });
    this.#dropped.add(dropped, { app });
  }
}
