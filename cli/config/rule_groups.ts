import { parseDurationMs } from "@netops/core";
import type { RuleGroup, SeriesRule } from "@netops/core/contracts";
import type { CrossProblem } from "./cross_checks.ts";
import type { Config } from "./schema.ts";

type Groups = Config["rules"];
type RuleConfig = Groups[string]["rules"][number];

/** Keys that only an alert has. */
const OF_ALERTS = ["for", "keepFiringFor", "annotations"] as const;

/** Finds rules that are of no kind, of both, or have keys of the other. */
export function checkRules(groups: Groups): CrossProblem[] {
  return Object.entries(groups).flatMap(([group, { rules }]) =>
    rules.flatMap((rule, at) => {
      const message = whatIsOdd(rule);
      if (message === undefined) return [];
      return [{ path: ["rules", group, "rules", at], part: "value" as const, message }];
    })
  );
}

function whatIsOdd(rule: RuleConfig): string | undefined {
  if ((rule.record === undefined) === (rule.alert === undefined)) {
    return "A rule must have either record or alert";
  }
  const odd = OF_ALERTS.find((key) => rule.record !== undefined && rule[key] !== undefined);
  return odd === undefined ? undefined : `A rule that records cannot have ${odd}`;
}

/** Turns groups after all checks into what telemetry evaluates. */
export function toRuleGroups(groups: Groups): RuleGroup[] {
  return Object.entries(groups).map(([name, { interval, rules }]) => ({
    ...{ name, intervalMs: parseDurationMs(interval), rules: rules.map(toRule) },
  }));
}

function toRule(rule: RuleConfig): SeriesRule {
  const { record, alert = "", query, labels, annotations = {} } = rule;
  if (record !== undefined) return { record, query, labels };
  return {
    ...{ alert, query, labels, annotations },
    forMs: parseDurationMs(rule.for ?? "0s"),
    keepFiringForMs: parseDurationMs(rule.keepFiringFor ?? "0s"),
  };
}
