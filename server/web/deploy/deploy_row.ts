import type { ExecutionView } from "@netops/core/contracts";
import {
  deployStageOf,
  endsOf,
  howWords,
  isOver,
  standingOf,
  waitsOf,
} from "../view/deploy/execution_facts.ts";
import type { DeployRow, RunningDeploy } from "./deploy_values.ts";

/** Tells an execution in short, for a list. */
export function deployRow(view: ExecutionView, nowMs: number): DeployRow {
  const { stages: _stages, seq: _seq, isPauseAsked: _paused, isCancelAsked: _ended, ...row } = view;
  const [waits] = waitsOf(view, nowMs);
  return {
    ...{ ...row, ...endsOf(view), how: howWords(view), standing: standingOf(view) },
    ...(waits === undefined ? {} : { waits }),
  };
}

/** Tells an execution that goes on in a few words: `canary, step 8/13, running`. */
export function runningDeploy(view: ExecutionView): RunningDeploy {
  const { id, app } = view;
  const detail = deployStageOf(view)?.deploy;
  const asked = view.stages.find((stage) => stage.type === "approve" && !isOver(stage));
  const isAsked = asked?.status === "RUNNING";
  const step = detail === undefined || detail.isRollingBack
    ? []
    : [`step ${detail.stepNumber}/${detail.stepCount}`];
  const standing = isAsked ? "waits for an answer" : standingOf(view).toLowerCase();
  return { id, app, words: [howWords(view), ...step, standing.replace("_", " ")].join(", ") };
}
