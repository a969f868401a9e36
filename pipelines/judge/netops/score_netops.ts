import type { ScoreThresholds } from "../canary_config.ts";
import { type GroupScore, groupScores, type ScoredMetric } from "../kayenta/score_kayenta.ts";
import { roundHalfUp } from "../kayenta/round_half_up.ts";

/** What a canary comes to. */
export type CanaryVerdict = "pass" | "marginal" | "fail" | "inconclusive";

/** A verdict, and what decided on it. */
export interface CanaryScore {
  readonly verdict: CanaryVerdict;
  /** 0 to 100; null when too much is not known. */
  readonly score: number | null;
  readonly groups: readonly GroupScore[];
  readonly rule: string;
}

/** What scores are weighed by. */
export interface ScoreOptions {
  /** Percent by group; groups without one share what is left. */
  readonly groupWeights: Readonly<Record<string, number>>;
  readonly thresholds: { readonly [Name in keyof ScoreThresholds]: number };
}

/**
 * Scores metrics, and never passes a canary of which something is not known.
 *
 * A critical metric fails it. Otherwise the score is the weighted mean of its groups, over the groups that
 * have a metric that counts; a metric that could not be judged fails nothing, but whatever it might have
 * been, the canary fails only if it would have failed anyway, and never passes.
 */
export function scoreNetops(
  results: readonly ScoredMetric[],
  { groupWeights, thresholds }: ScoreOptions,
): CanaryScore {
  const counted = results.filter(({ muted = false }) => !muted);
  const groups = groupScores(counted.map(failClosed));
  const fatal = counted.find(({ critical, classification }) =>
    critical && classification !== "Pass" && classification !== "Nodata"
  );
  if (fatal !== undefined) {
    const rule = `critical-metric: ${fatal.name} is ${fatal.classification}`;
    return { verdict: "fail", score: 0, groups, rule };
  }
  if (counted.length === 0) {
    return { verdict: "inconclusive", score: null, groups, rule: "no-metrics: none counts" };
  }
  const best = weightedMean(groupScores(counted.map(hopeful)), groupWeights);
  if (best < thresholds.marginal) {
    const rule = `score-below-marginal: ${best} of ${thresholds.marginal}`;
    return { verdict: "fail", score: best, groups, rule };
  }
  const unknown = counted.filter(({ classification }) => !KNOWN.includes(classification));
  if (unknown.length > 0) {
    const names = unknown.map(({ name, classification }) => `${name} is ${classification}`);
    const rule = `not-enough-data: ${names.join(", ")}`;
    return { verdict: "inconclusive", score: null, groups, rule };
  }
  const { pass, marginal } = thresholds;
  return best >= pass
    ? { verdict: "pass", score: best, groups, rule: `score-at-pass: ${best} of ${pass}` }
    : {
      ...{ verdict: "marginal", score: best, groups },
      rule: `score-between: ${best}, at least ${marginal} and below ${pass}`,
    };
}

const KNOWN: readonly string[] = ["Pass", "High", "Low"];

/** An error is a failure, not a gap. */
function failClosed(metric: ScoredMetric): ScoredMetric {
  return metric.classification === "Error"
    ? { ...metric, classification: "NodataFailMetric" }
    : metric;
}

/** What is not known as if it were good. */
function hopeful(metric: ScoredMetric): ScoredMetric {
  const closed = failClosed(metric);
  return closed.classification === "Nodata" ? { ...closed, classification: "Pass" } : closed;
}

function weightedMean(
  groups: readonly GroupScore[],
  weights: Readonly<Record<string, number>>,
): number {
  const given = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const others = groups.filter(({ name }) => !Object.hasOwn(weights, name)).length;
  const weightOf = ({ name }: GroupScore) =>
    Object.hasOwn(weights, name) ? weights[name] ?? 0 : Math.max(0, 100 - given) / others;
  const all = groups.reduce((sum, group) => sum + weightOf(group), 0);
  if (all === 0) return 0;
  return roundHalfUp(groups.reduce((sum, group) => sum + group.score * weightOf(group), 0) / all);
}
