import type { JobRequest, JobView } from "@netops/core/contracts";
import { canceled, going, nextLookAtMs } from "../outcomes.ts";
import type { StageScope, StageStep } from "../stage_handler.ts";

/** The job of a stage, once fleet said its id. */
export interface JobState {
  readonly jobId?: string;
}

/** A stage that carries a command out. */
export type JobScope = StageScope<"run"> | StageScope<"load">;

/** What a stage makes of a job that is over. */
export type JudgeJob = (
  state: JobState,
  job: JobView,
  lines: readonly string[],
) => StageStep<JobState>;

const TOLD_LINES = 5;
const TOLD_CHARACTERS = 600;

/**
 * Starts the job of a stage, or looks at it.
 *
 * The key makes it one job also when the stage is killed between the start and the note of it. Fleet keeps jobs
 * in memory: a job that it does not know any more ended with the platform, and nobody knows how far it came.
 */
export async function followJob(
  state: JobState,
  scope: JobScope,
  options: {
    readonly order: () => Omit<JobRequest, "name" | "detached" | "key">;
    readonly judge: JudgeJob;
  },
): Promise<StageStep<JobState>> {
  const { platform, spec } = scope;
  if (state.jobId === undefined) {
    const order = { ...options.order(), name: spec.name, detached: true, key: jobKey(scope) };
    const { id } = await platform.startJob(order);
    return going({ jobId: id }, { reason: `runs as ${id}`, wakeAtMs: nextLookAtMs(scope) });
  }
  const job = await platform.job(state.jobId);
  if (job === undefined) return lost(state, state.jobId);
  if (job.endedAtMs === undefined) {
    return going(state, { reason: `runs as ${job.id}`, wakeAtMs: nextLookAtMs(scope) });
  }
  return options.judge(state, job, await platform.jobLines?.(job.id) ?? []);
}

/** Stops the job of a stage, also one that was started and not noted, and waits for its end. */
export async function cancelJob(state: JobState, scope: JobScope): Promise<StageStep<JobState>> {
  const { platform } = scope;
  const job = state.jobId === undefined
    ? await platform.jobWithKey?.(jobKey(scope))
    : await platform.job(state.jobId);
  if (job === undefined || job.endedAtMs !== undefined) return canceled(state);
  await platform.stopJob(job.id);
  return going({ jobId: job.id }, { reason: `stops ${job.id}` });
}

/** The last lines of a job in one line, short enough for a reason. */
export function lastWords(lines: readonly string[]): string {
  const text = lines.filter((line) => line.trim() !== "").slice(-TOLD_LINES).join(" | ");
  if (text === "") return "";
  return text.length > TOLD_CHARACTERS ? `: …${text.slice(-TOLD_CHARACTERS)}` : `: ${text}`;
}

function jobKey({ key }: JobScope): string {
  return `${key}/run`;
}

function lost(state: JobState, id: string): StageStep<JobState> {
  const reason =
    `fleet does not know ${id} any more, as it was started anew: nobody knows how far the command came; ` +
    "look at what it was to do, then run the pipeline again";
  return { state, status: "FAILED", reason };
}
