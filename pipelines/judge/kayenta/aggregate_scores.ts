import type { ScoreThresholds } from "../canary_config.ts";

/** What a canary of several judgements came to, and why. */
export interface ScoreAggregate {
  readonly status: "SUCCEEDED" | "TERMINAL";
  readonly reason: string;
}

/**
 * Decides over the scores of all judgements as Orca does: only the last one counts, it must be above
 * `marginal` (not at it, unlike in the judge) and at least `pass`; a threshold that is not given is met.
 *
 * Source: Orca's AggregateCanaryResultsTask.
 */
export function aggregateScores(
  scores: readonly number[],
  thresholds: Partial<ScoreThresholds>,
): ScoreAggregate {
  const { marginal, pass } = thresholds;
  const last = scores.at(-1);
  if (marginal === undefined && pass === undefined) {
    return { status: "SUCCEEDED", reason: "No thresholds were given" };
  }
  if (last === undefined) return { status: "TERMINAL", reason: "There is no score" };
  if (marginal !== undefined && last <= marginal) {
    return { status: "TERMINAL", reason: `The last score, ${last}, is not above ${marginal}` };
  }
  if (pass !== undefined && last < pass) {
    return { status: "TERMINAL", reason: `The last score, ${last}, is below ${pass}` };
  }
  return { status: "SUCCEEDED", reason: `The last score, ${last}, is enough` };
}
