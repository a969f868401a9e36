import { type Experiment, type ProgressEvent, readExperiment } from "../experiment/mod.ts";
import type { KeptRun } from "../runner/mod.ts";
import { happenings } from "./happenings.ts";
import { journalEntries } from "./journal_entries.ts";
import { knownText } from "./known_text.ts";
import { membersOf } from "./members.ts";
import type { RunStory, StoryFault, StoryPhase, StoryPlan, StoryVerdict } from "./run_story.ts";
import { storyActivities } from "./story_activities.ts";
import { storyChecks } from "./story_checks.ts";
import { storyFaults } from "./story_faults.ts";
import { storyPlan } from "./story_plan.ts";

/** Faults can make themselves felt a little after a run. */
const AFTER_MS = 1_000;

/**
 * Tells a kept run with what the platform said meanwhile. One without a result is `running` when `nowMs` is given
 * or its fate says so, and `cut off` otherwise.
 */
export function tellStory(
  run: KeptRun,
  options: { readonly nowMs?: number } = {},
): RunStory {
  const { order, progress, finished, events } = run;
  const record = finished?.record;
  const nowMs = options.nowMs ?? (run.fate?.isRunning ? run.fate.nowMs : undefined);
  const { startedAtMs, endedAtMs } = spanOf(run, nowMs);
  const experiment = readQuietly(order.text, order.file);
  const entries = journalEntries(run);
  const own = events.filter(({ tsMs }) => tsMs >= startedAtMs && tsMs <= endedAtMs + AFTER_MS);
  const hypothesis = hypothesisOf(experiment, order.variables);
  const { seed, planHash } = originOf(run);
  const faults = storyFaults(run, { isRunning: nowMs !== undefined });
  const { recovery, comparison } = record?.facts ?? {};
  return {
    id: order.id,
    title: record?.title ?? progress.find(({ kind }) => kind === "started")?.name ??
      titleOf(experiment, order.variables) ?? order.file,
    ...{ file: order.file, mode: order.compat ?? "strict" },
    ...(hypothesis === undefined ? {} : { hypothesis }),
    verdict: verdictOf(run, { isRunning: nowMs !== undefined, faults }),
    ...(seed === undefined ? {} : { seed }),
    ...(planHash === undefined ? {} : { planHash }),
    ...{ startedAtMs, endedAtMs, plan: planOf(experiment, order.variables) },
    phases: phasesOf(progress, endedAtMs),
    checks: storyChecks(run, entries.checks),
    activities: storyActivities(run, { entries, isRunning: nowMs !== undefined }),
    faults,
    ...(comparison === undefined ? {} : { arms: comparison }),
    ...(recovery === undefined ? {} : { recovery }),
    happenings: happenings(own, { fromMs: startedAtMs, toMs: endedAtMs }),
  };
}

/** From when to when a run went. One that was cut off ended when its process was last seen alive. */
function spanOf(
  { progress, finished, pulse }: KeptRun,
  nowMs: number | undefined,
): Pick<RunStory, "startedAtMs" | "endedAtMs"> {
  const record = finished?.record;
  const startedAtMs = record?.startedAtMs ?? progress[0]?.atMs ?? pulse?.atMs ?? nowMs ?? 0;
  const seenAtMs = Math.max(progress.at(-1)?.atMs ?? 0, pulse?.atMs ?? 0);
  return { startedAtMs, endedAtMs: Math.max(startedAtMs, record?.endedAtMs ?? nowMs ?? seenAtMs) };
}

/** What decided the draws of a run, and what it planned to do; a run says both as it begins. */
function originOf({ order, progress, finished }: KeptRun): Pick<RunStory, "seed" | "planHash"> {
  const begun = membersOf(progress.find(({ kind }) => kind === "started")?.data);
  const said = finished?.record ?? begun;
  const [seed = order.seed, planHash] = [said["seed"], said["planHash"]];
  return {
    ...(typeof seed === "string" ? { seed } : {}),
    ...(typeof planHash === "string" ? { planHash } : {}),
  };
}

function verdictOf(
  { finished, progress }: KeptRun,
  { isRunning, faults }: { readonly isRunning: boolean; readonly faults: readonly StoryFault[] },
): StoryVerdict {
  if (finished !== undefined) {
    const { verdict: name, reason, exitCode, undone } = finished.verdict;
    return { name, reason, exitCode, undone };
  }
  if (isRunning) return { name: "running", reason: "the run goes on" };
  const said = progress.at(-1)?.data?.["message"];
  const reason = typeof said === "string"
    ? said
    : progress.length === 0
    ? "the run never began"
    : "the run never came to its end";
  const left = faults.filter((fault) => fault.undone !== true).length;
  return {
    name: "cut off",
    reason: `${reason}; ${endWords(faults.length, left)}`,
    undone: left === 0,
  };
}

function endWords(count: number, left: number): string {
  if (count === 0) return "it had no fault";
  const which = count === 1 ? "its fault" : `${left > 0 ? `${left} of ` : ""}its ${count} faults`;
  const be = count === 1 || left === 1 ? "is" : "are";
  return left > 0 ? `${which} ${be} not seen to be gone` : `${which} ${be} gone`;
}

/** The parts of a run one after the other; checks beside the method are no part of their own. */
function phasesOf(progress: readonly ProgressEvent[], endedAtMs: number): StoryPhase[] {
  const starts = progress.filter(({ kind, phase }) => kind === "phase" && phase !== "during");
  const ended = progress.find(({ kind }) => kind === "ended")?.atMs ?? endedAtMs;
  return starts.map(({ phase = "", atMs }, at) => ({
    ...{ name: phase, startedAtMs: atMs },
    endedAtMs: starts[at + 1]?.atMs ?? Math.max(ended, atMs),
  }));
}

function planOf(experiment: Experiment | undefined, variables: readonly string[]): StoryPlan {
  return experiment === undefined ? { marks: [], methodMs: 0 } : storyPlan(experiment, variables);
}

function hypothesisOf(
  experiment: Experiment | undefined,
  variables: readonly string[],
): string | undefined {
  const hypothesis = membersOf(experiment?.value)["steady-state-hypothesis"];
  return knownTitle(hypothesis, experiment, variables);
}

function titleOf(
  experiment: Experiment | undefined,
  variables: readonly string[],
): string | undefined {
  return knownTitle(experiment?.value, experiment, variables);
}

function knownTitle(
  titled: unknown,
  experiment: Experiment | undefined,
  variables: readonly string[],
): string | undefined {
  const { title } = membersOf(titled);
  return typeof title === "string" ? knownText(title, experiment?.value, variables) : undefined;
}

/** Undefined for what was run as the Chaos Toolkit would although it is no experiment. */
function readQuietly(text: string, file: string): Experiment | undefined {
  try {
    return readExperiment(text, file);
  } catch {
    return undefined;
  }
}
