import { type Experiment, type ProgressEvent, readExperiment } from "../experiment/mod.ts";
import type { KeptRun } from "../runner/mod.ts";
import { happenings } from "./happenings.ts";
import { journalEntries } from "./journal_entries.ts";
import { knownText } from "./known_text.ts";
import { membersOf } from "./members.ts";
import type { RunStory, StoryPhase, StoryPlan, StoryVerdict } from "./run_story.ts";
import { storyActivities } from "./story_activities.ts";
import { storyChecks } from "./story_checks.ts";
import { storyFaults } from "./story_faults.ts";
import { storyPlan } from "./story_plan.ts";

/** Faults can make themselves felt a little after a run. */
const AFTER_MS = 1_000;

/**
 * Tells a kept run with what the platform said meanwhile. One that goes on is `running` when `nowMs` is given, and
 * `cut off` otherwise.
 */
export function tellStory(
  run: KeptRun,
  { nowMs }: { readonly nowMs?: number } = {},
): RunStory {
  const { order, progress, finished, events } = run;
  const record = finished?.record;
  const startedAtMs = record?.startedAtMs ?? progress[0]?.atMs ?? nowMs ?? 0;
  const endedAtMs = Math.max(
    record?.endedAtMs ?? nowMs ?? progress.at(-1)?.atMs ?? startedAtMs,
    startedAtMs,
  );
  const experiment = readQuietly(order.text, order.file);
  const entries = journalEntries(run);
  const own = events.filter(({ tsMs }) => tsMs >= startedAtMs && tsMs <= endedAtMs + AFTER_MS);
  const hypothesis = hypothesisOf(experiment, order.variables);
  const seed = record?.seed ?? order.seed;
  const { recovery, comparison } = record?.facts ?? {};
  return {
    id: order.id,
    title: record?.title ?? progress.find(({ kind }) => kind === "started")?.name ??
      titleOf(experiment, order.variables) ?? order.file,
    ...{ file: order.file, mode: order.compat ?? "strict" },
    ...(hypothesis === undefined ? {} : { hypothesis }),
    verdict: verdictOf(run, nowMs),
    ...(seed === undefined ? {} : { seed }),
    ...(record === undefined ? {} : { planHash: record.planHash }),
    ...{ startedAtMs, endedAtMs, plan: planOf(experiment, order.variables) },
    phases: phasesOf(progress, endedAtMs),
    checks: storyChecks(run, entries.checks),
    activities: storyActivities(run, entries),
    faults: storyFaults(run, own),
    ...(comparison === undefined ? {} : { arms: comparison }),
    ...(recovery === undefined ? {} : { recovery }),
    happenings: happenings(own, { fromMs: startedAtMs, toMs: endedAtMs }),
  };
}

function verdictOf({ finished }: KeptRun, nowMs: number | undefined): StoryVerdict {
  if (finished !== undefined) {
    const { verdict: name, reason, exitCode, undone } = finished.verdict;
    return { name, reason, exitCode, undone };
  }
  return nowMs === undefined
    ? { name: "cut off", reason: "the run never came to its end; the guardian ended its faults" }
    : { name: "running", reason: "the run goes on" };
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
