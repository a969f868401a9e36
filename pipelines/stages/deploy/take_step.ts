import { drainStep } from "./drain_step.ts";
import { judgeStep } from "./judge_step.ts";
import type { PlanStep } from "./plan_step.ts";
import { readyStep } from "./ready_step.ts";
import { returnReady } from "./return_steps.ts";
import { routeStep } from "./route_step.ts";
import { spawnStep } from "./spawn_step.ts";
import type { StepOutcome, StepWork } from "./step_work.ts";
import { stopStep } from "./stop_step.ts";
import { tidyStep } from "./tidy_step.ts";
import { watchStep } from "./watch_step.ts";

/** Looks once at a step of a deploy, and does at most one thing. */
export function takeStep(work: StepWork, step: PlanStep): Promise<StepOutcome> | StepOutcome {
  switch (step.kind) {
    case "spawn":
      return spawnStep(work, step);
    case "ready":
      return work.state.isGoingBack ? returnReady(work, step) : readyStep(work, step);
    case "route":
      return routeStep(work, step);
    case "drain":
      return drainStep(work, step);
    case "stop":
      return stopStep(work, step);
    case "judge":
      return judgeStep(work, step);
    case "watch":
      return watchStep(work);
    case "tidy":
      return tidyStep(work);
  }
}
