import type { ErrorCode, NetopsError } from "@netops/core";
import type { MetricRegistry } from "@netops/core/service";

/** Answers that are the viewer's matter: they say nothing of the platform's health. */
const BUSINESS: ReadonlySet<ErrorCode> = new Set([
  "NOT_FOUND",
  "NOT_LICENSED",
  "SUBSCRIPTION_EXPIRED",
  "TOO_MANY_STREAMS",
  "NOT_ROUTED",
]);

/** Whether a play failed by rule, not by outage. */
export function isBusinessFailure({ code }: NetopsError): boolean {
  return BUSINESS.has(code);
}

/**
 * Counts stream starts: `sps_attempted` is every play that no rule refused, `sps_started` every session
 * that began to play. Their gap is what viewers lose.
 *
 * Source: Netflix, SPS, the pulse of Netflix streaming.
 */
export class StreamStarts {
  readonly #attempted;
  readonly #started;
  readonly #business;
  readonly #failures;
  readonly #fallbacks;
  readonly #duration;

  /** Makes the series; those without labels are there from the start. */
  constructor(metrics: MetricRegistry) {
    this.#attempted = metrics.counter("sps_attempted", "Plays that no rule refused");
    this.#started = metrics.counter("sps_started", "Sessions that began to play");
    this.#business = metrics.counter(
      "play_business_failures_total",
      "Plays refused by a rule: plan, licence, streams, no such title, a network without an OCA",
    );
    this.#failures = metrics.counter("play_failures_total", "Plays that failed by an outage");
    this.#fallbacks = metrics.counter("fallback_total", "Calls answered by a fallback");
    this.#duration = metrics.histogram(
      "play_request_duration_seconds",
      "How long plays took until they were answered",
    );
    this.#attempted.add(0);
    this.#started.add(0);
  }

  /** A play got a new session. */
  answered(): void {
    this.#attempted.add(1);
  }

  /** A play failed: by rule or by outage. */
  failed(error: NetopsError): void {
    const labels = { code: error.code };
    if (isBusinessFailure(error)) return this.#business.add(1, labels);
    this.#attempted.add(1);
    this.#failures.add(1, labels);
  }

  /** A session began to play. */
  started(): void {
    this.#started.add(1);
  }

  /** What was known stood in for an app. */
  fellBack(app: string): void {
    this.#fallbacks.add(1, { upstream_app: app });
  }

  /** A play took so long. */
  took(durationMs: number): void {
    this.#duration.observe(durationMs / 1_000);
  }
}
