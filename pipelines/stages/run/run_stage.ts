import type { JobView } from "@netops/core/contracts";
import { cancelJob, followJob, type JobState, lastWords } from "../job/job_follower.ts";
import { failed, succeeded } from "../outcomes.ts";
import { resolvedTexts } from "../resolved_value.ts";
import type { StageHandler } from "../stage_handler.ts";
import { timeWords } from "../../plan/time_words.ts";

/**
 * Runs a command as a job of fleet; exit code 0 is success.
 *
 * `NETOPS_STAGE_KEY` in its environment is the same for every try at this stage of this execution: after the loss of
 * the whole platform a command may run a second time, and can tell by it.
 */
export const runStage: StageHandler<"run", JobState> = {
  type: "run",
  begin: () => ({}),
  advance: (state, scope) => {
    const { spec, key } = scope;
    const order = () => ({
      ...{ command: spec.command, dir: spec.dir, deadlineMs: spec.deadlineMs },
      env: { ...resolvedTexts(spec.env, "env"), NETOPS_STAGE_KEY: key },
    });
    return followJob(state, scope, {
      order,
      judge: (over, job, lines) =>
        job.status === "succeeded"
          ? succeeded(over, { exitCode: job.exitCode ?? 0 })
          : failed(over, reasonOf(job, spec.deadlineMs) + lastWords(lines)),
    });
  },
  cancel: cancelJob,
};

function reasonOf({ status, exitCode, id }: JobView, deadlineMs: number): string {
  if (status === "timed-out") return `${id} took longer than ${timeWords(deadlineMs)}`;
  if (status === "stopped") return `${id} was stopped by somebody`;
  return `the command ended with exit code ${exitCode}`;
}
