/**
 * Loads: orders, presets, k6, verdicts. What carries a load out is `@netops/load/runner`.
 *
 * @module
 */
export {
  type Arrivals,
  type ClientRange,
  type LoadOrder,
  MOST_VUS,
  type PresetName,
  type SessionPlan,
} from "./run/load_order.ts";
export {
  type LoadThreshold,
  type MetricKind,
  REQUEST_TAGS,
  STREAM_METRICS,
  type ThresholdOutcome,
} from "./run/load_threshold.ts";
export { type Preset, PRESETS, ramped, steady } from "./presets/presets.ts";
export { overridden, scriptThresholds } from "./presets/script_thresholds.ts";
export { neededVus, sizeVus } from "./presets/size_vus.ts";
export { findK6, type FindProgram, type K6Places, type K6Search, keptK6 } from "./k6/find_k6.ts";
export { askK6Version, type FoundK6, PINNED_K6 } from "./k6/k6_version.ts";
export { inspectScript, type ScriptFacts } from "./k6/inspect_script.ts";
export { buildK6, linkK6 } from "./k6/install_k6.ts";
export { aggregatesOf, parseLimit } from "./judge/metric_summary.ts";
export { withCompanions } from "./judge/with_companions.ts";
export { shapeOf } from "./judge/shape_of.ts";
