import type { ExecutionView, StageView } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import type { StageOutputs } from "../stages/stage_handler.ts";

/** An execution as others see it. */
export function viewExecution(record: ExecutionRecord): ExecutionView {
  const { id, app, pipeline, isPauseAsked, isCancelAsked, by, trigger, createdAtMs, seq } = record;
  return {
    ...{
      id,
      app,
      pipeline: pipeline.name,
      status: shownStatus(record),
      isPauseAsked,
      isCancelAsked,
    },
    ...{ by, trigger, createdAtMs, seq },
    ...defined(record, ["pausedBy"]),
    ...defined(record, ["startedAtMs", "endedAtMs", "verdict", "reason", "timeToVerdictMs"]),
    ...releaseOf(record.stages),
    stages: record.stages.map(viewStage),
  };
}

/** An execution that was asked to stand still, and does. */
function shownStatus({ status, isPauseAsked, stages }: ExecutionRecord): ExecutionView["status"] {
  const isStill = isPauseAsked && !stages.some((stage) => stage.status === "RUNNING");
  return status === "RUNNING" && isStill ? "PAUSED" : status;
}

function viewStage(stage: StageRecord): StageView {
  const { name, spec, needs, status, outputs } = stage;
  return {
    ...{ name, type: spec.type, needs, status, outputs },
    ...defined(stage, ["startedAtMs", "endedAtMs", "reason", "deploy"]),
  };
}

/** What was released, as the last stage that knows says it; while it is at work it counts for itself. */
function releaseOf(
  stages: readonly StageRecord[],
): Pick<ExecutionView, "from" | "to" | "dropped" | "requests"> {
  const told = stages.findLast(({ outputs, deploy }) => {
    return deploy !== undefined || outputs["dropped"] !== undefined || outputs["to"] !== undefined;
  });
  const { outputs = {}, deploy } = told ?? {};
  return {
    ...textOf(outputs, "from"),
    ...textOf(outputs, "to"),
    dropped: numberOf(outputs, "dropped") ?? deploy?.dropped ?? 0,
    requests: numberOf(outputs, "requests") ?? deploy?.requests ?? 0,
  };
}

function textOf<K extends string>(outputs: StageOutputs, name: K): { [key in K]?: string } {
  const value = outputs[name];
  return value === undefined ? {} : { [name]: String(value) } as { [key in K]?: string };
}

function numberOf(outputs: StageOutputs, name: string): number | undefined {
  const value = outputs[name];
  return typeof value === "number" ? value : undefined;
}

/** The fields that have a value; a view has no undefined ones. */
function defined<T extends object, K extends keyof T>(
  from: T,
  names: readonly K[],
): { [key in K]?: NonNullable<T[key]> } {
  const entries = names.flatMap((name) => from[name] === undefined ? [] : [[name, from[name]]]);
  return Object.fromEntries(entries);
}
