import {
  countedWords,
  countWords,
  type LoadPhase,
  type LoadProgress,
  type LoadReport,
  offsetWords,
  rateWords,
  timeWords,
} from "@netops/load/report";
import type { Paint } from "../print/color.ts";
import { fitText, harmless } from "../print/text_width.ts";

/** How to show a load that goes on. */
export interface LoadProgressOptions {
  readonly paint: Paint;
  /** Width of the terminal; lines are not cut without one. */
  readonly width?: number;
  /** What runs, such as `hotpath, 20/s for 60s`. */
  readonly title: string;
  /** `sessions` unless it is said. */
  readonly unit?: LoadReport["unit"];
  /** Words instead of a bar. */
  readonly plain?: boolean;
}

const BAR_CELLS = 24;
const MOST_EVENTS = 3;
const PHASES: Readonly<Record<LoadPhase, string>> = {
  "signing-in": "signing in accounts",
  running: "",
  draining: "the last sessions end",
  judging: "judging",
};

/** One frame of a load: how far it is, how starts go, what viewers feel, and what happened last. */
export function loadProgressLines(
  progress: LoadProgress,
  options: LoadProgressOptions,
): readonly string[] {
  const { paint, width = Infinity, title, unit = "sessions" } = options;
  const counts = unit === "sessions"
    ? [startLine(progress, paint), viewerLine(progress, paint)]
    : [iterationLine(progress, paint)];
  return [
    `${paint("bold", harmless(title))}  ${timeLine(progress, options)}`,
    ...counts,
    ...eventLines(progress, paint),
  ].map((line) => fitText(line, width));
}

function timeLine(
  { elapsedMs, totalMs, phase }: LoadProgress,
  { paint, plain = false }: LoadProgressOptions,
): string {
  const state = PHASES[phase] === "" ? [] : [PHASES[phase]];
  if (totalMs === null) return [timeWords(elapsedMs), ...state].join(", ");
  const share = Math.min(1, Math.max(0, elapsedMs / Math.max(1, totalMs)));
  const cells = Math.round(share * BAR_CELLS);
  const bar = `${paint("green", "█".repeat(cells))}${
    paint("dim", "░".repeat(BAR_CELLS - cells))
  }  `;
  const leftMs = totalMs - elapsedMs;
  const left = phase === "running" && leftMs > 0 ? [`${wholeSeconds(leftMs)} left`] : [];
  const words = [`${wholeSeconds(elapsedMs)} of ${wholeSeconds(totalMs)}`, ...left, ...state];
  return (plain ? "" : bar) + words.join(", ");
}

/** Time that ticks, without digits that only flicker. */
function wholeSeconds(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1_000);
  return seconds === 0 ? "0 s" : timeWords(seconds * 1_000);
}

function startLine(progress: LoadProgress, paint: Paint): string {
  const { attempted, started, failed, running, spsLast10s, droppedIterations } = progress;
  const of = attempted === null ? "" : ` of ${countWords(attempted)}`;
  return [
    `SPS ${rateWords(spsLast10s)} (10 s)`,
    `started ${countWords(started)}${of}`,
    painted(failed, paint, "failed"),
    `${countWords(running)} running`,
    ...droppedWords(droppedIterations, paint),
  ].join(", ");
}

function viewerLine({ startupP95Ms, stalls, failovers }: LoadProgress, paint: Paint): string {
  const startup = startupP95Ms === null ? "not measured" : timeWords(startupP95Ms);
  const stalled = countedWords(stalls, "stall");
  return [
    `startup p95 ${startup} (10 s)`,
    stalls === 0 ? stalled : paint("yellow", stalled),
    countedWords(failovers, "failover"),
  ].join(", ");
}

function iterationLine(progress: LoadProgress, paint: Paint): string {
  const { spsLast10s, started, failed, running, droppedIterations } = progress;
  return [
    `${rateWords(spsLast10s)} iterations/s (10 s)`,
    `${countWords(started)} done`,
    painted(failed, paint, "failed"),
    `${countedWords(running, "VU")} at work`,
    ...droppedWords(droppedIterations, paint),
  ].join(", ");
}

function painted(count: number, paint: Paint, word: string): string {
  const text = `${countWords(count)} ${word}`;
  return count === 0 ? text : paint("red", text);
}

function droppedWords(dropped: number, paint: Paint): readonly string[] {
  return dropped === 0 ? [] : [paint("red", `${countWords(dropped)} never begun`)];
}

function eventLines({ lastEvents, tsMs, elapsedMs }: LoadProgress, paint: Paint): string[] {
  return lastEvents.slice(-MOST_EVENTS).map((event) => {
    const at = offsetWords(event.tsMs, tsMs - elapsedMs).padStart(7);
    return `${paint("dim", at)} ${event.lane.padEnd(8)} ${harmless(event.text)}`;
  });
}
