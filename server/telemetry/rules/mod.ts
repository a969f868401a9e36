/**
 * Rules over series: recording, alerting, and service level objectives. `docs/telemetry_rules.md`
 *
 * @module
 */
export { type AlertHistory, createAlertHistory } from "./alert_history.ts";
export type { Alert } from "./alert_state.ts";
export { type BurnPair, burnPairs } from "./burn_pairs.ts";
export type { AlertingRule, RecordingRule, Rule, RuleGroup } from "./rule.ts";
export { RuleEngine, type RuleEngineOptions, type RunningGroup } from "./rule_engine.ts";
export { createRuleQuery, type RuleAnswer, type RuleQuery } from "./rule_query.ts";
export type { RuleHealth, RuleRunOptions } from "./rule_run.ts";
export { alertsView, ruleGroupsView, type RuleGroupView, type RuleView } from "./rule_views.ts";
export { isBurning, type SloState, type SloStatus } from "./slo.ts";
export { allSlos, SloBook, STREAM_STARTS } from "./slo_book.ts";
export { sloRules } from "./slo_rules.ts";
