import { parseDurationMs } from "@netops/core";
import type { RuleGroup, SeriesRule } from "@netops/core/contracts";
import type { ConfigPath } from "./config_layer.ts";
import type { CrossProblem } from "./cross_checks.ts";
import type { Config } from "./schema.ts";

type Groups = Config["rules"];
type RuleConfig = Groups[string]["rules"][number];

/** Keys that only an alert has. */
const OF_ALERTS = ["for", "keepFiringFor", "annotations"] as const;

/** The group of the alerts of objectives. */
const OWN_GROUP = "slo";

/** Finds rules that are of no kind, of both, have keys of the other, or names that are taken. */
export function checkRules(groups: Groups): CrossProblem[] {
  return Object.entries(groups).flatMap(([group, { rules }]) => [
    ...checkGroup(group),
    ...rules.flatMap((rule, at) => checkRule(rule, ["rules", group, "rules", at])),
  ]);
}

function checkGroup(group: string): CrossProblem[] {
  if (group !== OWN_GROUP) return [];
  return [{
    path: ["rules", group],
    part: "key",
    message: `A group of rules cannot be called "${group}" as the alerts of objectives are in it`,
    fix: `call it my${group}, or what it does`,
  }];
}

function checkRule(rule: RuleConfig, path: ConfigPath): CrossProblem[] {
  const message = whatIsOdd(rule);
  return [
    ...(message === undefined ? [] : [{ path, part: "value" as const, message }]),
    ...Object.keys(rule.labels).flatMap((label): CrossProblem[] => {
      const why = whyTaken(label, rule);
      if (why === undefined) return [];
      const text = `A rule cannot set the label ${label} as ${why}`;
      return [{ path: [...path, "labels", label], part: "key", message: text, fix: "remove it" }];
    }),
  ];
}

function whyTaken(label: string, { record, alert }: RuleConfig): string | undefined {
  if (label === "__name__") {
    return record === undefined
      ? "alerts have no such name"
      : "the series is called as record says";
  }
  const isName = label === "alertname" && alert !== undefined;
  return isName ? "it is the name of the alert" : undefined;
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
