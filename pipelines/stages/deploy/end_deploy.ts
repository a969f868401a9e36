import type { DeployVerdict } from "@netops/core/contracts";
import type { StageStep } from "../stage_handler.ts";
import type { DeployState } from "./deploy_state.ts";
import { deployDetail, deployOutputs } from "./deploy_view.ts";
import type { Course } from "./course.ts";
import { readBooks, stopProbes } from "./read_books.ts";
import { stepsOf } from "./plan_step.ts";
import type { StepWork } from "./step_work.ts";

/** Ends a deploy: takes the last readings, and says what it came to. */
export async function endDeploy(work: StepWork, course: Course): Promise<StageStep<DeployState>> {
  const state = await lastReadings({ ...work, state: await stopProbes(work) });
  const now = { ...work, state };
  const { verdict, reason, isGood } = outcomeOf(now, course);
  const words = [reason, ...state.notes].filter((text) => text !== "").join("; ");
  return {
    ...{ state, status: isGood ? "SUCCEEDED" : "FAILED", reason: words },
    outputs: deployOutputs(now, verdict),
    deploy: deployDetail(now, stepsOf(now)),
  };
}

async function lastReadings(work: StepWork): Promise<DeployState> {
  if (work.state.ledger === undefined) return work.state;
  try {
    return { ...work.state, ...await readBooks(work) };
  } catch {
    // What the gateways said last has to do: the deploy is over all the same.
    return work.state;
  }
}

interface Outcome {
  readonly verdict: DeployVerdict;
  readonly reason: string;
  readonly isGood: boolean;
}

function outcomeOf(work: StepWork, course: Course): Outcome {
  const { state: { decision, isGoingBack, lost, names } } = work;
  const why = decision?.reason ?? "";
  if (lost !== undefined) {
    const serving = `${names.fresh ?? "nothing"} has what requests there are`;
    const reason = `${why}; it could not be taken back: ${lost}; ${serving}`;
    return { verdict: "inconclusive", reason, isGood: false };
  }
  if (!isGoingBack) {
    return { verdict: course.verdict, reason: course.succeeded(work), isGood: true };
  }
  const verdict = decision?.verdict ?? "rolled-back";
  if (verdict === "promoted") return { verdict, reason: why, isGood: true };
  const back = names.old === undefined ? why : `${why}; ${names.old} serves`;
  const isRollback = course.verdict === "rolled-back" && verdict !== "refused";
  return { verdict: isRollback ? "inconclusive" : verdict, reason: back, isGood: false };
}
