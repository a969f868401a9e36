/**
 * Experiments in the Chaos Toolkit's open format: read, checked, planned and run.
 *
 * ```ts
 * const experiment = readExperiment(text, "latency.yaml");
 * const ports = createExperimentPorts(createHost(), { seed: "42", dir: Deno.cwd(), actions });
 * const record = await runExperiment(experiment, ports, { signal, onProgress });
 * const { verdict, exitCode } = verdictOf(record);
 * ```
 *
 * @module
 */
export { createExperimentPorts, type HostPortsOptions } from "./host_ports.ts";
export type { ExperimentPorts, Files, Surroundings } from "./ports.ts";
export type { Injected, InjectRequest, NativeActions, UndoOutcome } from "./native_actions.ts";
export type { NativeCohorts } from "./native_cohorts.ts";
export type { ArmFigures, ArmsComparison, JudgedInterval } from "./cohorts/arms_comparison.ts";
export type { CohortSettings } from "./cohorts/cohort_settings.ts";
export type { SeenArms } from "./cohorts/judge_arms.ts";
export type { Interval } from "./cohorts/interval.ts";
export type { NativeProbes } from "./native_probes.ts";
export { type Experiment, readExperiment } from "./experiment.ts";
export { type Place, SyntaxProblem } from "./document/place.ts";
export { type Diagnostic, formatDiagnostic } from "./lint/diagnostic.ts";
export { lintExperiment, lintText } from "./lint/lint_experiment.ts";
export type { LintWorld } from "./lint/lint_world.ts";
export { type Plan, planExperiment, type PlannedFault, type PlannedStep } from "./plan/plan.ts";
export {
  type PlannedRequest,
  plannedRequests,
  type RequestSources,
} from "./plan/planned_requests.ts";
export type {
  DryMode,
  HypothesisStrategy,
  Phase,
  ProgressEvent,
  RollbackStrategy,
  RunOptions,
} from "./run/options.ts";
export { Halt, type InterruptName, InterruptSignal } from "./run/interruption.ts";
export type {
  ActivityFact,
  CheckFact,
  FaultFact,
  RunEnd,
  RunFacts,
  RunRecord,
} from "./run/record.ts";
export { runExperiment } from "./run/run_experiment.ts";
export { failureWords, short as shortWords } from "./run/unmet_words.ts";
export { toJournal } from "./run/to_journal.ts";
export { type Verdict, type VerdictName, verdictOf, verdictOfFacts } from "./run/verdict.ts";
export {
  mergeVariables,
  NO_VARIABLES,
  readVariables,
  type VariableFile,
  type Variables,
} from "./settings/variables.ts";
export { experimentJsonSchema } from "./schema/schema.ts";
export { readJson } from "./document/json_read.ts";
export { jsonText } from "./python/json_text.ts";
export type { Value, ValueMap } from "./python/value.ts";
export { PythonError } from "./python/python_error.ts";
