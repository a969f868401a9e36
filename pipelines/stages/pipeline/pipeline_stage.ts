import type { ExecutionView } from "@netops/core/contracts";
import { canceled, failed, going, nextLookAtMs, succeeded } from "../outcomes.ts";
import { isReference, resolvedText, type Scalar } from "../resolved_value.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";

/** The execution that the stage started. */
export interface PipelineState {
  readonly execution?: string;
}

/** Carries a stored pipeline out; the stage ends as it does. A cancel ends it as well, and waits until it has. */
export const pipelineStage: StageHandler<"pipeline", PipelineState> = {
  type: "pipeline",
  begin: () => ({}),
  advance: async (state, scope) => {
    const { services, nowMs } = scope;
    if (state.execution === undefined) {
      const { id } = await services.startExecution(requestOf(scope));
      return going({ execution: id }, { reason: `started ${id}`, wakeAtMs: nowMs });
    }
    const child = await services.execution(state.execution);
    if (child === undefined) return failed(state, `${state.execution} is not known any more`);
    return judge(state, scope, child);
  },
  cancel: async (state, scope) => {
    const { services, executionId } = scope;
    const child = state.execution === undefined
      ? await services.executionWithKey?.(keyOf(scope))
      : await services.execution(state.execution);
    if (child === undefined || child.endedAtMs !== undefined) return canceled(state);
    if (!child.isCancelAsked) {
      await services.abortExecution(child.id, `${executionId}, which started it, was aborted`);
    }
    return going({ execution: child.id }, { reason: `waits until ${child.id} has ended` });
  },
};

function requestOf(scope: StageScope<"pipeline">) {
  const { spec, executionId } = scope;
  const parameters = Object.entries(spec.parameters).map(([name, value]): [string, Scalar] => [
    name,
    isReference(value) ? resolvedText(value, `parameter ${name}`) : value,
  ]);
  return {
    ...{ pipeline: { stored: spec.pipeline }, parameters: Object.fromEntries(parameters) },
    ...{ by: executionId, trigger: "pipeline" as const, key: keyOf(scope) },
  };
}

function keyOf({ key }: StageScope<"pipeline">): string {
  return `${key}/pipeline`;
}

function judge(
  state: PipelineState,
  scope: StageScope<"pipeline">,
  { id, pipeline, status, reason, endedAtMs }: ExecutionView,
): StageStep<PipelineState> {
  const why = reason === undefined ? "" : `: ${reason}`;
  if (endedAtMs === undefined) {
    const said = `${pipeline} (${id}) is ${status}${why}`;
    return going(state, { reason: said, wakeAtMs: nextLookAtMs(scope) });
  }
  if (status === "SUCCEEDED") return succeeded(state, { execution: id, status });
  return failed(state, `${pipeline} (${id}) ended as ${status}${why}`);
}
