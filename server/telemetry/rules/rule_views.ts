import type { Alert } from "./alert_state.ts";
import type { RunningGroup } from "./rule_engine.ts";
import type { RuleRun } from "./rule_run.ts";
import { scientific } from "./rule_template.ts";

const NEVER = "0001-01-01T00:00:00Z";
const FILE = "netops";

/** A rule as the API shows it. */
export type RuleView = ReturnType<typeof ruleView>;

/** A group as the API shows it. */
export type RuleGroupView = ReturnType<typeof ruleGroupsView>[number];

/** Groups as Prometheus' `/api/v1/rules` shows them; times in s. Source: Prometheus 3, HTTP API. */
export function ruleGroupsView(groups: readonly RunningGroup[]) {
  return groups.map(({ group, runs, lastMs, durationMs }) => ({
    name: group.name,
    file: FILE,
    rules: runs.map(ruleView),
    interval: group.intervalMs / 1_000,
    limit: 0,
    evaluationTime: durationMs / 1_000,
    lastEvaluation: timeText(lastMs),
  }));
}

/** Alerts that are there, as Prometheus' `/api/v1/alerts` shows them. */
export function alertsView(groups: readonly RunningGroup[]) {
  return groups.flatMap(({ runs }) => runs.flatMap(({ alerts }) => alerts.map(alertView)));
}

function ruleView({ rule, health: last, alerts }: RuleRun) {
  const health = {
    health: last.health,
    ...(last.lastError === "" ? {} : { lastError: last.lastError }),
    evaluationTime: last.durationMs / 1_000,
    lastEvaluation: timeText(last.lastMs),
  };
  const { query, labels } = rule;
  if ("record" in rule) {
    return { name: rule.record, query, labels, ...health, type: "recording" };
  }
  return {
    state: stateOf(alerts),
    name: rule.alert,
    query,
    duration: rule.forMs / 1_000,
    keepFiringFor: rule.keepFiringForMs / 1_000,
    labels,
    annotations: rule.annotations,
    alerts: alerts.map(alertView),
    ...health,
    type: "alerting",
  };
}

function stateOf(alerts: readonly Alert[]): "firing" | "pending" | "inactive" {
  if (alerts.some(({ state }) => state === "firing")) return "firing";
  return alerts.length > 0 ? "pending" : "inactive";
}

function alertView({ labels, annotations, state, activeAtMs, value, keptSinceMs }: Alert) {
  return {
    labels: labels.toJSON(),
    annotations,
    state,
    activeAt: timeText(activeAtMs),
    ...(keptSinceMs === undefined ? {} : { keepFiringSince: timeText(keptSinceMs) }),
    value: scientific(value),
  };
}

function timeText(timeMs: number | undefined): string {
  return timeMs === undefined ? NEVER : new Date(timeMs).toISOString();
}
