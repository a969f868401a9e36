import type { SeriesRule } from "@netops/core/contracts";

export type { AlertingRule, RecordingRule, RuleGroup } from "@netops/core/contracts";

/** A rule of either kind. */
export type Rule = SeriesRule;

/** What a rule is called. */
export function ruleName(rule: Rule): string {
  return "alert" in rule ? rule.alert : rule.record;
}
