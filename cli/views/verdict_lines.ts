import { armLine, durationWords, type RunStory, type StoryFault } from "@netops/chaos/report";
import type { Paint, StyleName } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

const VERDICT_STYLES: Readonly<Record<string, StyleName>> = {
  held: "green",
  deviated: "red",
  failed: "red",
};
const MOST_COMPLAINTS = 5;

/** How to show what a run came to. */
export interface VerdictViewOptions {
  readonly paint: Paint;
  /** Words instead of symbols. */
  readonly plain: boolean;
}

/** What a run came to, in few lines: verdict and reason, checks, faults and their undo, recovery. */
export function verdictLines(story: RunStory, options: VerdictViewOptions): readonly string[] {
  const { paint, plain } = options;
  const { verdict, id, seed = "unknown", planHash = "" } = story;
  const style = VERDICT_STYLES[verdict.name] ?? "yellow";
  const complaints = complaintsOf(story);
  const hidden = complaints.length - MOST_COMPLAINTS;
  const exit = verdict.exitCode === undefined ? "" : `, exit ${verdict.exitCode}`;
  return [
    `${paint(style, verdict.name.toUpperCase())}  ${harmless(verdict.reason)}`,
    ...complaints.slice(0, MOST_COMPLAINTS).map((words) =>
      `${paint("red", plain ? "!" : "×")} ${harmless(words)}`
    ),
    ...(hidden > 0 ? [paint("dim", `  and ${hidden} more: netops chaos report ${id}`)] : []),
    ...(story.arms === undefined ? [] : [harmless(armLine(story.arms))]),
    ...story.faults.map((fault) => faultLine(fault, options)),
    countLine(story),
    ...(verdict.undone === false ? [paint("red", "something is left: netops chaos doctor")] : []),
    paint("dim", `${id}, seed ${seed}, plan ${planHash.slice(0, 12)}${exit}`),
  ];
}

/** Each thing that was not as it should be, in the order of the run; what the verdict says is not repeated. */
function complaintsOf({ checks, activities, verdict }: RunStory): string[] {
  const broken = activities.flatMap(({ name, reason }) => {
    if (reason === undefined) return [];
    if (!verdict.reason.includes(reason)) return [`${name}: ${reason}`];
    return verdict.reason.includes(name) ? [] : [name];
  });
  const unmet = checks.flatMap(({ phase, probes }) =>
    probes.filter(({ isMet }) => !isMet).map(({ name, seen }) => `${name}, ${phase}: ${seen}`)
  );
  return [...new Set([...broken, ...unmet])];
}

function faultLine(fault: StoryFault, { paint, plain }: VerdictViewOptions): string {
  const { kind, targets, startedAtMs, endedAtMs, undone, reason, hits } = fault;
  const mark = undone === undefined
    ? paint("yellow", plain ? "?" : "●")
    : undone
    ? paint("green", plain ? "ok" : "✓")
    : paint("red", plain ? "!" : "×");
  const lasted = endedAtMs === undefined ? "" : ` after ${durationWords(endedAtMs - startedAtMs)}`;
  const end = undone === undefined
    ? reason ?? "whether it is undone is not known"
    : undone
    ? `undone${lasted}`
    : `NOT undone: ${reason ?? "nobody has looked"}`;
  const hit = hits === undefined ? "" : `, ${hits} ${hits === 1 ? "hit" : "hits"}`;
  return `${mark} ${kind} on ${harmless(targets.join(", "))}, ${harmless(end)}${hit}`;
}

function countLine(
  { checks, faults, recovery, startedAtMs, endedAtMs, verdict }: RunStory,
): string {
  const met = checks.filter(({ isMet }) => isMet).length;
  const recoveryMs = recovery?.recoveryMs;
  const parts = [
    `${met} of ${checks.length} checks met`,
    ...(faults.length > 0 && verdict.undone === true ? ["every undo was seen"] : []),
    ...(recoveryMs === undefined ? [] : [`recovered after ${durationWords(recoveryMs)}`]),
    `took ${durationWords(endedAtMs - startedAtMs)}`,
  ];
  return parts.join(", ");
}
