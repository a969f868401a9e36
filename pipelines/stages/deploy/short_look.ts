import type { LookMetric, LookView } from "@netops/core/contracts";

const MOST_METRICS = 12;
const MOST_REASON = 200;
const MOST_WORDS = 400;
const MOST_OLD_METRICS = 3;
const MOST_LOOKS = 40;

/**
 * Adds a look to those that a deploy remembers: the newest with its metrics, what did not pass first, and of
 * older ones only what did not pass.
 */
export function addLook(looks: readonly LookView[], view: LookView): readonly LookView[] {
  const older = looks.slice(1 - MOST_LOOKS).map((look) => ({
    ...look,
    metrics: look.metrics.filter(isOdd).slice(0, MOST_OLD_METRICS),
  }));
  return [...older, shortened(view)];
}

function shortened(view: LookView): LookView {
  const { metrics, rule, problems = [] } = view;
  const sorted = [...metrics.filter(isOdd), ...metrics.filter((metric) => !isOdd(metric))];
  return {
    ...view,
    rule: cut(rule),
    metrics: sorted.slice(0, MOST_METRICS)
      .map((metric) => ({ ...metric, reason: cut(metric.reason) })),
    ...(problems.length === 0 ? {} : { problems: problems.slice(0, 3).map((one) => cut(one)) }),
  };
}

/** What does not count is never what is wrong. */
function isOdd({ classification, muted }: LookMetric): boolean {
  return classification !== "Pass" && muted !== true;
}

function cut(text: string, most = MOST_REASON): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** What decided on a look, for people: `critical-metric: errors is High; errors: The difference … */
export function lookReason({ rule, verdict, metrics, problems = [] }: LookView): string {
  const isWorse = (metric: LookMetric) => isOdd(metric) && metric.classification !== "Nodata";
  const metric = metrics.find((one) => one.critical && isWorse(one)) ?? metrics.find(isWorse) ??
    (verdict === "pass" ? undefined : metrics.find(isOdd));
  if (metric !== undefined) {
    // Why its points could not be had says more than that there are none.
    const why = problems.find((problem) => problem.includes(`"${metric.name}"`));
    return cut(`${rule}; ${why ?? `${metric.name}: ${metric.reason}`}`, MOST_WORDS);
  }
  const [problem] = problems;
  return cut(problem === undefined ? rule : `${rule}; ${problem}`, MOST_WORDS);
}
