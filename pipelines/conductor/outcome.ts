import type { DeployVerdict } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";

/** What an execution came to. */
export interface Outcome {
  readonly verdict: DeployVerdict;
  readonly reason: string;
  readonly timeToVerdictMs?: number;
}

/** Stages that move traffic or judge a version: an execution with one is a release. */
const RELEASING: ReadonlySet<string> = new Set(["deploy", "canary", "rollback"]);

/** Codes that mean that nobody knows, not that anybody said no. */
const UNKNOWN: ReadonlySet<string> = new Set([
  ...["UNREACHABLE", "TIMED_OUT", "CONFLICT", "NO_INSTANCE", "OVERLOADED", "DISK_FULL", "BUG"],
]);

/** What tells most comes first. */
const GRAVITY: readonly DeployVerdict[] = ["rolled-back", "refused", "inconclusive", "promoted"];

/**
 * What came of an execution that is over.
 *
 * Promoted only when it SUCCEEDED and every stage that releases, and was not skipped on purpose, was
 * promoted. What users had for a while and do not have any more is rolled back; what a stage or a guard kept
 * from them is refused; all else is inconclusive.
 */
export function outcomeOf(record: ExecutionRecord): Outcome {
  const verdict = verdictOf(record);
  const decisive = decisiveStage(record, verdict);
  const timeToVerdictMs = timeOf(record, decisive);
  return {
    ...{ verdict, reason: reasonOf(record, decisive) },
    ...(timeToVerdictMs === undefined ? {} : { timeToVerdictMs }),
  };
}

/** What the stage itself says counts from the first request that the version got; else it is the whole way. */
function timeOf(
  { startedAtMs }: ExecutionRecord,
  decisive: StageRecord | undefined,
): number | undefined {
  const said = decisive?.outputs["timeToVerdictMs"];
  if (typeof said === "number") return said;
  if (decisive?.endedAtMs === undefined || startedAtMs === undefined) return undefined;
  return decisive.endedAtMs - startedAtMs;
}

function verdictOf(record: ExecutionRecord): DeployVerdict {
  const { stages, status } = record;
  const releases = stages.filter(isRelease);
  const verdicts = releases.flatMap((stage) => verdictOfStage(stage) ?? []);
  if (status === "SUCCEEDED") {
    if (releases.some(({ status }) => status === "NOT_STARTED")) verdicts.push("refused");
    return gravest(verdicts) ?? "promoted";
  }
  const known = gravest(verdicts);
  // A version that was promoted before a later stage failed is out: neither promoted as a whole nor gone.
  if (known !== undefined) return known === "promoted" ? "inconclusive" : known;
  if (status === "CANCELED") return "inconclusive";
  const failed = stages.find(({ failure }) => failure !== undefined);
  return UNKNOWN.has(failed?.failure?.code ?? "") ? "inconclusive" : "refused";
}

function isRelease(stage: StageRecord): boolean {
  if (stage.status === "SKIPPED") return false;
  return RELEASING.has(stage.spec.type) || stage.outputs["verdict"] !== undefined;
}

/** What a stage says of itself, or what its end means when it says nothing. */
function verdictOfStage(stage: StageRecord): DeployVerdict | undefined {
  const said = GRAVITY.find((verdict) => verdict === stage.outputs["verdict"]);
  if (said !== undefined) return said;
  if (stage.status === "NOT_STARTED") return undefined;
  if (stage.status === "SUCCEEDED") return "promoted";
  // Ended before it began, or with its platform: it took nothing back.
  if (stage.status === "CANCELED") return "inconclusive";
  const code = stage.failure?.code;
  if (code === "REFUSED") return "refused";
  // A canary moves no traffic: what it does not like, it keeps from others.
  if (stage.spec.type === "canary") {
    return stage.outputs["judgement"] === "fail" ? "refused" : "inconclusive";
  }
  return "rolled-back";
}

function gravest(verdicts: readonly DeployVerdict[]): DeployVerdict | undefined {
  return GRAVITY.find((verdict) => verdicts.includes(verdict));
}

/** The stage that the verdict comes from: the last one that says so, else the first that failed. */
function decisiveStage(
  { stages }: ExecutionRecord,
  verdict: DeployVerdict,
): StageRecord | undefined {
  const ended = stages.filter(({ endedAtMs }) => endedAtMs !== undefined);
  return ended.findLast((stage) => isRelease(stage) && verdictOfStage(stage) === verdict) ??
    ended.find(({ failure }) => failure !== undefined);
}

function reasonOf(record: ExecutionRecord, decisive: StageRecord | undefined): string {
  const { cancel, stages, status } = record;
  if (cancel !== undefined && status === "CANCELED") {
    const why = cancel.reason === undefined ? "" : `: ${cancel.reason}`;
    return `ended by ${cancel.by}${why}`;
  }
  const failed = stages.find(({ failure }) => failure !== undefined);
  const telling = status === "SUCCEEDED" ? decisive : failed ?? decisive;
  if (telling === undefined) return `${stages.length} of ${stages.length} stages are over`;
  const said = telling.failure?.reason ?? telling.reason;
  return `${telling.name}: ${said ?? telling.status}`;
}
