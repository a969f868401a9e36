/**
 * What comes into telemetry: scraped text, OTLP, remote write; and what is passed on.
 *
 * @module
 */
export type {
  DropCounter,
  Exemplar,
  FamilyFacts,
  LogRow,
  LogSink,
  SampleSink,
  SpanEventRow,
  SpanFields,
  SpanRow,
  SpanSink,
} from "./sinks.ts";
export { type OtlpDelivery, OtlpIntake, type OtlpIntakeOptions } from "./otlp/otlp_intake.ts";
export type { OtlpSignal } from "./otlp/otlp_answer.ts";
export { RemoteWriteIntake, type RemoteWriteOptions } from "./remote_write/remote_write_intake.ts";
export type { ForwardState } from "./forward/forward_state.ts";
export { Forwarder, type ForwarderOptions } from "./forward/forwarder.ts";
export { type ForwardedLine, ForwardedLogs } from "./forward/forwarded_logs.ts";
export { ForwardedSamples, type ForwardedSamplesOptions } from "./forward/forwarded_samples.ts";
export type { SkewEstimate } from "./scrape/clock_skew.ts";
export { httpSdOf, platformTargets } from "./scrape/platform_targets.ts";
export {
  type PlatformTargetsOptions,
  PlatformTargetSource,
} from "./scrape/platform_target_source.ts";
export { ScrapeLoop, type ScrapeLoopOptions } from "./scrape/scrape_loop.ts";
export type { Target, TargetSource, TargetState } from "./scrape/target.ts";
export type { ExpositionLimits } from "./text/exposition_reader.ts";
export { ByteBudget } from "./wire/intake_body.ts";
