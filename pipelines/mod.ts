/**
 * Delivery: pipelines as code, what judges a canary, and what keeps an application reachable.
 *
 * ```ts
 * const findings = checkCanaryConfig(config);
 * const { verdict, rule } = judge(config, data, { mode: "netops", rng });
 * ```
 *
 * @module
 */
export type { CanaryConfig, CanaryMetric, ScoreThresholds } from "./judge/canary_config.ts";
export { checkCanaryConfig, type ConfigFinding } from "./judge/check_canary_config.ts";
export {
  classifyMetric,
  type ClassifyOptions,
  judge,
  type Judgement,
  type JudgeMode,
  type JudgeOptions,
  scoreCanary,
} from "./judge/judge.ts";
export { decidingMetrics } from "./judge/deciding_metrics.ts";
export {
  judgeLook,
  type LookInput,
  type LookOwner,
  type LookPlace,
  lookView,
  storedLook,
} from "./judge/judge_look.ts";
export {
  compareLooks,
  lookInput,
  type Replay,
  replay,
  type ReplayDifference,
  replayLook,
} from "./judge/replay.ts";
export {
  DEFAULT_JUDGE_SETTINGS,
  type JudgeSettings,
  judgeSettings,
} from "./judge/judge_settings.ts";
export {
  type JudgementWindow,
  judgementWindows,
  type WindowPlan,
} from "./judge/judgement_windows.ts";
export { aggregateScores, type ScoreAggregate } from "./judge/kayenta/aggregate_scores.ts";
export type { GroupScore, ScoredMetric } from "./judge/kayenta/score_kayenta.ts";
export type { CanaryData, Cohorts, MetricData } from "./judge/metric_data.ts";
export type {
  Classification,
  MetricResult,
  MetricRule,
  SampleNeed,
} from "./judge/metric_result.ts";
export {
  type Direction,
  type EffectSettings,
  type MetricSettings,
  metricSettings,
} from "./judge/metric_settings.ts";
export type { CanaryScore, CanaryVerdict, ScoreOptions } from "./judge/netops/score_netops.ts";
export {
  type MetricPair,
  type MetricSet,
  pairMetricSets,
  type PairRequest,
} from "./judge/pair_metric_sets.ts";
export {
  definePipeline,
  type ParameterOptions,
  type PipelineBuilder,
  stagePlaces,
} from "./definition/define_pipeline.ts";
export { type CallPlace, placeInStack } from "./definition/call_place.ts";
export type { OutputReferences, Reference, ValueOf } from "./definition/reference.ts";
export type {
  CommonOptions,
  ComparisonOptions,
  Duration,
  JudgingOptions,
  PipelineOptions,
  QuestionOptions,
  Scalar,
  StageHandle,
  StageOptions,
  Text,
  TriggerOptions,
} from "./definition/stage_options.ts";
export { type OutputType, STAGE_OUTPUTS } from "./stages/stage_outputs.ts";
export { type GuardRule, type GuardSubject, isGuarded } from "./guard/guard_rule.ts";
export {
  checkTrafficGuard,
  type GroupCapacity,
  type GuardedGroup,
  type GuardRequest,
  type GuardVerdict,
} from "./guard/traffic_guard.ts";
export { checkMetricQueries } from "./metrics/check_metric_queries.ts";
export { defaultCanaryConfig } from "./metrics/default_canary_config.ts";
export {
  judgeMeasured,
  type MeasuredJudgement,
  type MeasuredLook,
} from "./metrics/judge_measured.ts";
export {
  createMetricSource,
  type MetricSourceOptions,
  TELEMETRY_LAG_MS,
} from "./metrics/metric_source.ts";
export type { CohortWindow, MetricSource } from "./ports/metric_source.ts";
export { finalState, hashState } from "./torture/final_state.ts";
export {
  tortureConductor,
  type TortureOptions,
  type TortureReport,
  type TortureRound,
} from "./torture/torture_conductor.ts";
export type { TortureCase, TortureWorld } from "./torture/torture_world.ts";
export { planPipeline } from "./plan/plan_pipeline.ts";
export type { FileChanges, PlannedBake, PlannedPlatform, PlanWorld } from "./plan/plan_world.ts";
