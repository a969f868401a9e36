import type { PlannedMark, RunStory } from "./run_story.ts";

/** From when to when a drawing goes. Wall ms. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the method began, or would have: what is planned counts from here. */
  readonly methodMs: number;
  /** How much longer the method took than its own pauses and holds: what is planned after it comes later by that. */
  readonly lateMs: number;
}

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600];
const SHORTEST_MS = 1_000;

/** An axis on which all that was planned and all that happened has a place. */
export function timeAxis(
  { startedAtMs, endedAtMs, phases, plan, checks, faults }: RunStory,
): TimeAxis {
  const method = phases.find(({ name }) => name === "method");
  const before = checks.find(({ phase }) => phase === "before");
  const methodMs = method?.startedAtMs ?? before?.endedAtMs ?? startedAtMs;
  const tookMs = method === undefined ? 0 : method.endedAtMs - methodMs;
  const start = { fromMs: startedAtMs, methodMs, lateMs: Math.max(0, tookMs - plan.methodMs) };
  const planned = plan.marks.map((mark) => plannedSpan(mark, start).endedAtMs);
  const ends = faults.flatMap((fault) => fault.endedAtMs ?? []);
  const leastMs = Math.max(methodMs + plan.methodMs, startedAtMs + SHORTEST_MS);
  return { ...start, toMs: Math.max(endedAtMs, ...planned, ...ends, leastMs) };
}

/** When a planned thing begins and ends on the axis; a check before the method ends as it begins. */
export function plannedSpan(
  { phase, offsetMs, durationMs }: PlannedMark,
  { fromMs, methodMs, lateMs }: Omit<TimeAxis, "toMs">,
): { readonly startedAtMs: number; readonly endedAtMs: number } {
  const isMethod = phase === "method";
  const startedAtMs = phase === "before" ? fromMs : methodMs + offsetMs + (isMethod ? 0 : lateMs);
  return { startedAtMs, endedAtMs: startedAtMs + durationMs };
}

/** Ms between ticks so that there are at most `most` of them. */
export function tickMs(spanMs: number, most: number): number {
  const step = STEPS_S.find((stepS) => spanMs / (stepS * 1_000) <= most);
  return (step ?? Math.ceil(spanMs / most / 3_600_000) * 3_600) * 1_000;
}

/** A tick in words: `0s`, `1.5s`, `2m`, `1m30s`. */
export function tickWords(offsetMs: number): string {
  const seconds = offsetMs / 1_000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))}s`;
  const rest = Math.round(seconds % 60);
  return `${Math.floor(seconds / 60)}m${rest === 0 ? "" : `${rest}s`}`;
}
