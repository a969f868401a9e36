import type { MetricResult } from "../metric_result.ts";
import { roundHalfUp } from "./round_half_up.ts";

/** The score of a group: how many percent of its metrics are good. */
export interface GroupScore {
  readonly name: string;
  readonly score: number;
  /** Whether no metric of the group counted. */
  readonly noData: boolean;
}

/** What a score is made of. */
export type ScoredMetric = Pick<MetricResult, "name" | "classification" | "critical" | "groups"> & {
  readonly muted?: boolean;
};

/** A score with what decided on it. */
export interface KayentaScore {
  readonly score: number;
  readonly groups: readonly GroupScore[];
  readonly rule: "critical-metric" | "too-much-missing" | "weighted-score";
  /** The metric that decided, if one did. */
  readonly metric?: string;
}

/** From this share of metrics without data on the score is 0. */
const MOST_MISSING = 0.5;

/**
 * Scores metrics as Kayenta's WeightedSumScorer does: Σ score·weight/100 over groups, groups without a weight
 * share what is left of 100, and a group in which nothing counted is 100. Nothing is normalised.
 */
export function scoreKayenta(
  results: readonly ScoredMetric[],
  groupWeights: Readonly<Record<string, number>>,
): KayentaScore {
  const counted = results.filter(({ muted = false }) => !muted);
  const groups = groupScores(counted);
  const fatal = counted.find(({ critical, classification }) =>
    critical && classification !== "Pass"
  );
  if (fatal !== undefined) {
    return { score: 0, groups, rule: "critical-metric", metric: fatal.name };
  }
  const missing = counted.filter(({ classification }) => classification === "Nodata");
  if (counted.length > 0 && missing.length / counted.length >= MOST_MISSING) {
    return { score: 0, groups, rule: "too-much-missing" };
  }
  return { score: roundHalfUp(summaryScore(groups, groupWeights)), groups, rule: "weighted-score" };
}

/** The scores of all groups, in the order in which metrics name them. */
export function groupScores(results: readonly ScoredMetric[]): GroupScore[] {
  const names = new Set(results.flatMap(({ groups }) => groups));
  return [...names].map((name) => {
    const labels = results.flatMap(({ groups, classification }) =>
      groups.filter((group) => group === name).map(() => classification)
    );
    const passed = labels.filter((label) => label === "Pass").length;
    const judged = labels.filter((label) => label !== "Nodata" && label !== "Error").length;
    return { name, score: judged === 0 ? 0 : passed / judged * 100, noData: judged === 0 };
  });
}

function summaryScore(
  groups: readonly GroupScore[],
  weights: Readonly<Record<string, number>>,
): number {
  const given = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const others = groups.filter(({ name }) => !Object.hasOwn(weights, name)).length;
  const share = others === 0 ? 0 : (100 - given) / others;
  return groups.reduce((sum, { name, score, noData }) => {
    const weight = Object.hasOwn(weights, name) ? weights[name] ?? 0 : share;
    return sum + (noData ? 100 : score) * (weight / 100);
  }, 0);
}
