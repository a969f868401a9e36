import { NetopsError } from "@netops/core";
import type { ExecutionRequest, PipelineSpec } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { checkPipeline } from "./check_pipeline.ts";
import { fillParameters } from "./fill_parameters.ts";
import { encodeJson, MOST_NEW_BYTES } from "./record_json.ts";

/** What a new execution is besides what was asked for. */
export interface NewExecution {
  readonly id: string;
  readonly runId: string;
  readonly nowMs: number;
  /** The execution whose stage starts it. */
  readonly parent?: ExecutionRecord;
}

/** How deep executions may start one another. */
const MOST_PARENTS = 5;

/**
 * Makes the record of an execution that has not begun.
 *
 * One that is started for the app of its parent takes a place that its parent keeps for it, so that it does not
 * wait for its parent, and two of them not for each other.
 *
 * @throws {NetopsError} CONFIG_INVALID, REFUSED when executions start one another without end, TOO_LARGE
 */
export function newRecord(
  { stages: _stages, ...pipeline }: PipelineSpec,
  request: ExecutionRequest,
  { id, runId, nowMs, parent, stages }: NewExecution & { readonly stages: readonly StageRecord[] },
): ExecutionRecord {
  const { app } = pipeline;
  const parents = parent === undefined
    ? []
    : [...parent.parents ?? [], { id: parent.id, app: parent.app }];
  if (parents.length > MOST_PARENTS) throw tooDeep(parents.map((one) => one.id));
  const isNested = parents.some((one) => one.app === app);
  const record: ExecutionRecord = {
    ...{ id, runId, app, pipeline, createdAtMs: nowMs, seq: 0, stages },
    slot: isNested ? `${app}@${parent?.id}` : app,
    ...(parents.length === 0 ? {} : { parents }),
    parameters: fillParameters(pipeline.parameters, request.parameters),
    ...(request.key === undefined ? {} : { key: request.key }),
    ...{ by: request.by, trigger: request.trigger },
    ...{ status: "NOT_STARTED", isCancelAsked: false, isPauseAsked: false },
  };
  const sizeBytes = encodeJson(record).byteLength;
  if (sizeBytes > MOST_NEW_BYTES) throw tooLarge(sizeBytes);
  return record;
}

/** The stages of a new execution, in an order in which each comes after what it needs. @throws CONFIG_INVALID */
export function newStages(pipeline: PipelineSpec): readonly StageRecord[] {
  return checkPipeline(pipeline).map((spec) => ({
    ...{ name: spec.name, needs: spec.needs, onFailure: spec.onFailure, spec },
    ...{ status: "NOT_STARTED", outputs: {}, wishes: {} },
  }));
}

function tooDeep(ids: readonly string[]): NetopsError {
  return new NetopsError(
    "REFUSED",
    `Cannot start one more pipeline inside ${ids.join(" → ")}: ${MOST_PARENTS} is the most`,
    { fix: "take the stage of type pipeline out that starts its own pipeline" },
  );
}

function tooLarge(sizeBytes: number): NetopsError {
  return new NetopsError(
    "TOO_LARGE",
    `Cannot take a pipeline of ${sizeBytes} bytes: ${MOST_NEW_BYTES} is the most, so that there is room for its course`,
    {
      fix:
        "name scripts and experiments instead of writing them into the pipeline, or divide it in two",
    },
  );
}
