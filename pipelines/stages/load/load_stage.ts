import { formatDurationMs } from "@netops/core";
import type { JobView } from "@netops/core/contracts";
import { cancelJob, followJob, type JobState, lastWords } from "../job/job_follower.ts";
import { failed, succeeded } from "../outcomes.ts";
import { resolvedTexts } from "../resolved_value.ts";
import type { StageHandler } from "../stage_handler.ts";

/** Exit codes of k6 that say more than "failed". Source: grafana/k6, errext/exitcodes. */
const EXITS: Readonly<Record<number, string>> = {
  99: "thresholds of the script were crossed",
  100: "the script's setup took too long",
  101: "the script's teardown took too long",
  104: "the options of the script are not valid",
  105: "somebody ended k6",
  107: "the script threw",
  108: "the script ended the test",
};

const MISSING =
  "k6 is not here; install it (https://grafana.com/docs/k6/latest/set-up/install-k6) " +
  "or say where it is: NETOPS_K6=PATH netops up";

/** Without an address its own API would be refused where two of them run. */
const RUN = ["run", "--quiet", "--no-color", "--address", ""];

/** It tells nobody that it runs and looks nowhere for extensions, unless the user says otherwise. */
const QUIET = { K6_NO_USAGE_REPORT: "true", K6_AUTO_EXTENSION_RESOLUTION: "false" };

/** Runs a script of k6 as a job of fleet; its thresholds decide. */
export const loadStage: StageHandler<"load", JobState> = {
  type: "load",
  begin: () => ({}),
  advance: async (state, scope) => {
    const { spec, services } = scope;
    const program = services.findProgram("k6");
    if (program === undefined && state.jobId === undefined) return failed(state, MISSING);
    const order = () => ({
      command: [program ?? "k6", ...RUN, spec.script],
      ...{ dir: spec.dir, deadlineMs: spec.deadlineMs },
      env: { ...QUIET, ...resolvedTexts(spec.env, "env") },
    });
    return await followJob(state, scope, {
      order,
      judge: (over, job, lines) =>
        job.status === "succeeded"
          ? succeeded(over, { exitCode: job.exitCode ?? 0 })
          : failed(over, reasonOf(job, spec.deadlineMs) + lastWords(complaintsOf(lines))),
    });
  },
  cancel: cancelJob,
};

function reasonOf({ status, exitCode = 0, id }: JobView, deadlineMs: number): string {
  if (status === "timed-out") return `${id} took longer than ${formatDurationMs(deadlineMs)}`;
  if (status === "stopped") return `${id} was stopped by somebody`;
  return EXITS[exitCode] ?? `k6 ended with exit code ${exitCode}`;
}

/** What k6 complains about, out of its log lines; its summary may come after them. All it said when it does not. */
function complaintsOf(lines: readonly string[]): readonly string[] {
  const complaints = lines.flatMap((line) => {
    const said = /level=error msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
    return said === undefined ? [] : [said.replaceAll(/\\([\\"])/g, "$1")];
  });
  return complaints.length === 0 ? lines : complaints;
}
