import type { JobView, StageSpecOf } from "@netops/core/contracts";
import { cancelJob, followJob, type JobState, lastWords } from "../job/job_follower.ts";
import { failed, succeeded } from "../outcomes.ts";
import { resolvedTexts } from "../resolved_value.ts";
import type { StageHandler } from "../stage_handler.ts";
import { timeWords } from "../../plan/time_words.ts";

/**
 * Puts a load on the platform as `netops load run` does, as a job of fleet; its verdict decides. A load that was
 * not delivered, or of which nobody knows, fails the stage: only what was shown counts.
 */
export const loadStage: StageHandler<"load", JobState> = {
  type: "load",
  begin: () => ({}),
  advance: async (state, scope) => {
    const { spec, services } = scope;
    const netops = services.findProgram("netops") ?? "netops";
    const k6 = services.findProgram("k6");
    const order = () => ({
      command: [netops, ...loadCommand(spec), ...(k6 === undefined ? [] : ["--k6", k6])],
      ...{ dir: spec.dir, deadlineMs: spec.deadlineMs, env: resolvedTexts(spec.env, "env") },
    });
    return await followJob(state, scope, {
      order,
      judge: (over, job, lines) => {
        const verdict = verdictOf(lines);
        const { exitCode = 0 } = job;
        return job.status === "succeeded"
          ? succeeded(over, { exitCode, verdict: "passed" })
          : failed(over, reasonOf(job, spec.deadlineMs) + (verdict ?? lastWords(lines)));
      },
    });
  },
  cancel: cancelJob,
};

/** Without an input to ask, and with plain words: the first line is the verdict. */
function loadCommand({ script, rate, durationMs, thresholds }: StageSpecOf<"load">) {
  return [
    ...["load", "run", script, "--no-input", "--plain"],
    ...(rate === undefined ? [] : ["--rate", String(rate)]),
    ...(durationMs === undefined ? [] : ["--for", `${durationMs}ms`]),
    ...thresholds.flatMap((threshold) => ["--thresholds", threshold]),
  ];
}

/** Exit codes of `netops load run`. */
const EXITS: Readonly<Record<number, string>> = {
  2: "the load cannot be run as it is written",
  3: "no platform runs",
  5: "the load failed",
  8: "the load failed, and something was left",
  9: "the load is inconclusive",
};

function reasonOf({ status, exitCode = 0, id }: JobView, deadlineMs: number): string {
  if (status === "timed-out") return `${id} took longer than ${timeWords(deadlineMs)}`;
  if (status === "stopped") return `${id} was stopped by somebody`;
  return EXITS[exitCode] ?? `netops load run ended with exit code ${exitCode}`;
}

function verdictOf(lines: readonly string[]): string | undefined {
  const verdict = /^(?:FAILED|INCONCLUSIVE) {2}(.+)$/;
  const [, reason] = lines.map((line) => verdict.exec(line)).find((match) => match !== null) ?? [];
  return reason === undefined ? undefined : `: ${reason}`;
}
