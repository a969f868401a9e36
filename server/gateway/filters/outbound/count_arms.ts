import type { Clock } from "@netops/core";
import type { ClientMetrics } from "@netops/core/clients";
import type { Filter } from "../../filter.ts";

/** Where requests of experiments are counted. */
export interface CountArmsOptions {
  readonly clock: Clock;
  readonly metrics: ClientMetrics;
}

const LOWEST_FAILURE = 500;

/**
 * Counts what became of a request in the arm of each experiment that it is in; labels are the two arms alone.
 *
 * Who left before the answer counts as failed: of one arm alone that would be what the fault did, and of both it is
 * no difference.
 */
export function countArms({ clock, metrics }: CountArmsOptions): Filter {
  const requests = metrics.counter(
    "cohort_requests_total",
    "Requests of experiments by arm and outcome",
  );
  const duration = metrics.histogram(
    "cohort_request_duration_seconds",
    "Time from a request of an experiment's arm to the head of its answer",
  );
  return {
    name: "count_arms",
    phase: "outbound",
    order: 29,
    applies: ({ arms }) => arms !== undefined,
    run: (context, response) => {
      const status = response?.status ?? LOWEST_FAILURE;
      const latencyMs = clock.monotonicMs() - context.startedAtMs;
      const isFailure = status >= LOWEST_FAILURE;
      for (const tally of context.arms ?? []) {
        tally.count({ isFailure, latencyMs });
        const { arm } = tally;
        requests.add(1, { arm, outcome: isFailure ? "failure" : "success" });
        duration.observe(latencyMs / 1_000, { arm });
      }
      return undefined;
    },
  };
}
