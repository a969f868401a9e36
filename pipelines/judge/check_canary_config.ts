import type { CanaryConfig, CanaryMetric } from "./canary_config.ts";
import { JUDGE_SETTING_NAMES, judgeSettings } from "./judge_settings.ts";

/** Something in a configuration that would not mean what it seems to. */
export interface ConfigFinding {
  readonly path: readonly (string | number)[];
  /** Sentence case, no full stop. */
  readonly message: string;
  readonly fix?: string;
  /** A word that is not known, and those that are. */
  readonly stranger?: { readonly word: string; readonly known: readonly string[] };
  /** Whether it may stand when it is not like anything known: it is for somebody else. */
  readonly mayStand?: true;
}

/**
 * Finds what would let a canary pass unseen: words that Kayenta silently takes for another, weights that do
 * not add up, metrics that never count, thresholds that cannot be met.
 */
export function checkCanaryConfig(config: CanaryConfig): readonly ConfigFinding[] {
  return [
    ...metricFindings(config),
    ...weightFindings(config),
    ...thresholdFindings(config),
    ...settingFindings(config),
  ];
}

const WORDS = {
  direction: ["increase", "decrease", "either"],
  nanStrategy: ["remove", "replace"],
  strategy: ["keep", "remove"],
  measure: ["meanRatio", "cles"],
} as const;

function metricFindings({ metrics }: CanaryConfig): ConfigFinding[] {
  if (metrics.length === 0) return [{ path: ["metrics"], message: "There is no metric to judge" }];
  const names = metrics.map(({ name }) => name);
  return metrics.flatMap((metric, at) => {
    const path = ["metrics", at];
    const isRepeated = names.indexOf(metric.name) < at;
    const message = `Metric "${metric.name}" stands here twice`;
    return [
      ...(isRepeated ? [{ path: [...path, "name"], message }] : []),
      ...groupFindings(metric, path),
      ...wordFindings(metric, path),
    ];
  });
}

type Path = ConfigFinding["path"];

function groupFindings({ name, groups = [], analysisConfigurations }: CanaryMetric, path: Path) {
  const isMuted = analysisConfigurations?.canary?.muted ?? false;
  if (isMuted || groups.length > 0) return [];
  const message = `Metric "${name}" is in no group, so that it would never count`;
  return [{ path: [...path, "groups"], message, fix: `"groups": ["…"], or "muted": true` }];
}

function wordFindings({ analysisConfigurations }: CanaryMetric, base: Path): ConfigFinding[] {
  const canary = analysisConfigurations?.canary ?? {};
  const path = [...base, "analysisConfigurations", "canary"];
  const { direction, nanStrategy, outliers, effectSize } = canary;
  return [
    ...wordFinding("direction", direction, [...path, "direction"]),
    ...wordFinding("nanStrategy", nanStrategy, [...path, "nanStrategy"]),
    ...wordFinding("strategy", outliers?.strategy, [...path, "outliers", "strategy"]),
    ...wordFinding("measure", effectSize?.measure, [...path, "effectSize", "measure"]),
  ];
}

function wordFinding(
  name: keyof typeof WORDS,
  word: string | undefined,
  path: Path,
): ConfigFinding[] {
  const known: readonly string[] = WORDS[name];
  if (word === undefined || known.includes(word)) {
    return [];
  }
  return [{ path, message: `Unknown ${name} "${word}"`, stranger: { word, known } }];
}

/** Weights are compared with 100 up to this. */
const ROUNDING = 1e-6;

function weightFindings({ classifier, metrics }: CanaryConfig): ConfigFinding[] {
  const weights = Object.entries(classifier?.groupWeights ?? {});
  if (weights.length === 0) return [];
  const path = ["classifier", "groupWeights"];
  const known = [...new Set(metrics.flatMap(({ groups = [] }) => groups))];
  const strangers = weights.filter(([group]) => !known.includes(group)).map(([group]) => ({
    ...{ path: [...path, group], message: `No metric is in group "${group}"` },
    stranger: { word: group, known },
  }));
  const negative = weights.filter(([, weight]) => weight < 0).map(([group]) => ({
    ...{ path: [...path, group], message: `The weight of group "${group}" is negative` },
  }));
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  const others = known.filter((group) => weights.every(([name]) => name !== group));
  return [...strangers, ...negative, ...sumFindings(sum, others, { path })];
}

function sumFindings(
  sum: number,
  others: readonly string[],
  { path }: { readonly path: Path },
): ConfigFinding[] {
  if (Math.abs(sum - 100) <= ROUNDING) {
    const [group] = others;
    if (group === undefined) return [];
    const message = `Group "${group}" has no weight, and none is left for it`;
    return [{ path, message, fix: `give "${group}" a weight, so that all add up to 100` }];
  }
  if (sum < 100 && others.length > 0) return [];
  return [{ path, message: `The weights add up to ${sum}, not to 100` }];
}

function thresholdFindings({ classifier }: CanaryConfig): ConfigFinding[] {
  const { pass, marginal } = classifier?.scoreThresholds ?? {};
  const path = ["classifier", "scoreThresholds"];
  const outside = Object.entries({ pass, marginal })
    .filter(([, score]) => score !== undefined && !(score >= 0 && score <= 100))
    .map(([name, score]) => ({
      ...{ path: [...path, name], message: `A score is from 0 to 100, not ${score}` },
    }));
  const isUpsideDown = pass !== undefined && marginal !== undefined && marginal > pass;
  const message = `marginal (${marginal}) is above pass (${pass})`;
  return [...outside, ...(isUpsideDown ? [{ path: [...path, "marginal"], message }] : [])];
}

/** What each setting must be. */
const RANGES: Readonly<Record<string, readonly [(value: number) => boolean, string]>> = {
  minSamples: [(value) => Number.isInteger(value) && value >= 4, "a whole number, at least 4"],
  minRequests: [(value) => Number.isInteger(value) && value >= 1, "a whole number, at least 1"],
  falseFailRatio: [(value) => value > 0 && value <= 0.2, "above 0 and at most 0.2"],
  look: [(value) => Number.isInteger(value) && value >= 1, "a whole number, at least 1"],
  looks: [(value) => Number.isInteger(value) && value >= 1, "a whole number, at least 1"],
  stepMs: [(value) => value > 0, "above 0"],
};

function settingFindings({ judge }: CanaryConfig): ConfigFinding[] {
  const given = judge?.judgeConfigurations ?? {};
  const base = ["judge", "judgeConfigurations"];
  const odd = Object.entries(given).flatMap(([name, value]): ConfigFinding[] => {
    const path = [...base, name];
    const range = RANGES[name];
    if (range === undefined) {
      const stranger = { word: name, known: JUDGE_SETTING_NAMES };
      return [{
        path,
        message: `Unknown setting "${name}" of the judge`,
        stranger,
        mayStand: true,
      }];
    }
    const [isGood, words] = range;
    if (typeof value === "number" && isGood(value)) return [];
    return [{ path, message: `${name} must be ${words}, not ${JSON.stringify(value)}` }];
  });
  const { look, looks } = judgeSettings(given);
  const message = `This is look ${look}, of ${looks} only`;
  return [...odd, ...(look > looks ? [{ path: [...base, "look"], message }] : [])];
}
