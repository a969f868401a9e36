import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { ClientMetrics, MetricLabels } from "./metrics.ts";

/** One attempt as the series sees it. */
export interface SeriesAttempt {
  readonly instance: RegisteredInstance;
  readonly code: string;
  readonly attempt: number;
  readonly durationMs: number;
  readonly traceId?: string;
}

const MOST_CACHED = 2_000;

/**
 * Exports `upstream_request_duration_seconds{upstream_app, upstream_server_group,
 * upstream_instance, code, attempt}`, one observation per attempt.
 *
 * It is how a service without instrumentation gets a canary.
 */
export class UpstreamSeries {
  readonly #histogram: ReturnType<ClientMetrics["histogram"]>;
  readonly #labels = new Map<string, MetricLabels>();

  /** Makes the histogram; once per process. */
  constructor(metrics: ClientMetrics) {
    this.#histogram = metrics.histogram(
      "upstream_request_duration_seconds",
      "Time to the response's head per attempt, by instance and status or kind of failure",
    );
  }

  /** Observes one attempt. */
  observe(attempt: SeriesAttempt): void {
    this.#histogram.observe(attempt.durationMs / 1000, this.#labelsOf(attempt), attempt.traceId);
  }

  #labelsOf({ instance, code, attempt }: SeriesAttempt): MetricLabels {
    const key = `${instance.serverGroup}\n${instance.id}\n${code}\n${attempt}`;
    const known = this.#labels.get(key);
    if (known !== undefined) return known;
    const labels = {
      upstream_app: instance.app,
      upstream_server_group: instance.serverGroup,
      upstream_instance: instance.id,
      code,
      attempt: String(attempt),
    };
    // Instances come and go: the cache is emptied before it grows for ever.
    if (this.#labels.size >= MOST_CACHED) this.#labels.clear();
    this.#labels.set(key, labels);
    return labels;
  }
}
