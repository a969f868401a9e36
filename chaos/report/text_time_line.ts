import type { PlannedMark, RunStory, StoryCheck, StoryFault } from "./run_story.ts";
import { plannedSpan, tickMs, tickWords, type TimeAxis, timeAxis } from "./time_axis.ts";
import { durationWords } from "./words.ts";

/** How a row is painted. */
export type RowLook = "axis" | "planned" | "phase" | "good" | "bad" | "fault" | "news" | "now";

/** One row of a drawing in letters. */
export interface TextRow {
  readonly label: string;
  /** As wide as all others. */
  readonly cells: string;
  readonly note: string;
  readonly look: RowLook;
}

/** How to draw. */
export interface TextDrawing {
  /** Letters that the drawing itself takes, at least 20. */
  readonly width: number;
  /** Draws where the run is; only while it goes on. */
  readonly nowMs?: number;
  /** Only letters that every terminal and reader has. */
  readonly plain?: boolean;
}

interface Sheet extends TextDrawing {
  readonly axis: TimeAxis;
}

const MOST_FAULTS = 3;
const MOST_ROWS = 10;
const TICK_LETTERS = 9;
/** Names of strangers may hold letters that are wider, or steer the terminal. */
const ONE_CELL_LETTERS = /^[\x20-\x7e]+$/;

/** Draws a run in letters: what was planned above, what happened below. At most 10 rows. */
export function textTimeLine(story: RunStory, drawing: TextDrawing): TextRow[] {
  const sheet = { ...drawing, axis: timeAxis(story) };
  const above = [
    axisRow(sheet),
    plannedRow(story, sheet),
    phaseRow(story, sheet),
    ...activityRow(story, sheet),
  ];
  const below = [
    checkRow(story, sheet),
    ...platformRow(story, sheet),
    ...recoveryRow(story, sheet),
    ...nowRow(story, sheet),
  ];
  const most = Math.min(MOST_FAULTS, MOST_ROWS - above.length - below.length);
  return [...above, ...faultRows(story, sheet).slice(-most), ...below];
}

function axisRow(sheet: Sheet): TextRow {
  const { axis, width } = sheet;
  const stepMs = tickMs(axis.toMs - axis.fromMs, Math.max(2, Math.floor(width / TICK_LETTERS)));
  const cells = Array.from<string>({ length: width }).fill(" ");
  for (let offsetMs = 0; axis.fromMs + offsetMs <= axis.toMs; offsetMs += stepMs) {
    const words = tickWords(offsetMs);
    const at = cellOf(axis.fromMs + offsetMs, sheet);
    if (at + words.length <= width) cells.splice(at, words.length, ...words);
  }
  return { label: "", cells: cells.join(""), note: "", look: "axis" };
}

function plannedRow({ plan }: RunStory, sheet: Sheet): TextRow {
  const paper = new Paper(sheet);
  const [light, dot] = sheet.plain ? [".", "|"] : ["░", "│"];
  const faults = plan.marks.filter(({ fault }) => fault !== undefined);
  for (const mark of faults) paper.bar(plannedSpan(mark, sheet.axis), light);
  const others = plan.marks.filter(({ fault }) => fault === undefined);
  const checksLast = others.toSorted((one, other) => Number(isCheck(one)) - Number(isCheck(other)));
  for (const mark of checksLast) {
    paper.mark(plannedSpan(mark, sheet.axis).startedAtMs, isCheck(mark) ? "o" : dot);
  }
  const [first, ...more] = faults;
  const note = first?.fault === undefined
    ? "the steady state holds"
    : `${durationWords(first.durationMs)} ${first.fault.kind} on ${first.fault.target}` +
      (more.length === 0 ? "" : ` and ${more.length} more`);
  return { label: "planned", cells: paper.text, note, look: "planned" };
}

function isCheck({ phase }: PlannedMark): boolean {
  return phase === "before" || phase === "after";
}

function phaseRow({ phases, activities }: RunStory, sheet: Sheet): TextRow {
  const paper = new Paper(sheet);
  for (const phase of phases) {
    paper.bar(untilNow(phase, sheet), sheet.plain ? "-" : "─");
    paper.words(phase.startedAtMs, phase.name);
  }
  const failed = activities.find(({ status }) => status === "failed");
  const note = failed === undefined ? phases.at(-1)?.name ?? "" : `"${failed.name}" failed`;
  return {
    label: "happened",
    cells: paper.text,
    note,
    look: failed === undefined ? "phase" : "bad",
  };
}

/** Activities as long as they took, when one took long enough to be seen. */
function activityRow({ activities, endedAtMs: runEndMs }: RunStory, sheet: Sheet): TextRow[] {
  const { nowMs = runEndMs } = sheet;
  const spans = activities.map((one) => ({ ...one, endedAtMs: one.endedAtMs ?? nowMs }));
  const longest = spans.toSorted((one, other) =>
    one.endedAtMs - one.startedAtMs - (other.endedAtMs - other.startedAtMs)
  ).at(-1);
  const isSeen = longest !== undefined &&
    cellOf(longest.endedAtMs, sheet) - cellOf(longest.startedAtMs, sheet) > 1;
  if (!isSeen) return [];
  const paper = new Paper(sheet);
  for (const span of spans) paper.bar(span, sheet.plain ? "=" : "━");
  for (const { startedAtMs, endedAtMs, name } of spans) {
    const room = cellOf(endedAtMs, sheet) - cellOf(startedAtMs, sheet);
    if (name.length < room && ONE_CELL_LETTERS.test(name)) paper.words(startedAtMs, name);
  }
  const took = durationWords(longest.endedAtMs - longest.startedAtMs);
  return [{
    ...{ label: "activities", cells: paper.text, look: "phase" },
    note: `${longest.name}, ${longest.status === "running" ? "since " : ""}${took}`,
  }];
}

function faultRows({ faults, endedAtMs }: RunStory, sheet: Sheet): TextRow[] {
  return faults.map((fault) => {
    const paper = new Paper(sheet);
    const end = fault.endedAtMs ?? sheet.nowMs ?? endedAtMs;
    const { startedAtMs, expiresAtMs = end, undone } = fault;
    const [full, light] = sheet.plain ? ["#", "."] : ["▓", "░"];
    const isAtWork = sheet.nowMs !== undefined && fault.endedAtMs === undefined;
    if (isAtWork) paper.bar({ startedAtMs, endedAtMs: expiresAtMs }, light);
    paper.bar({ startedAtMs, endedAtMs: end }, full);
    if (undone !== undefined) paper.mark(end, undone ? goodMark(sheet) : badMark(sheet));
    const look = undone === undefined ? "fault" : undone ? "good" : "bad";
    return { label: fault.kind, cells: paper.text, note: faultNote(fault, sheet), look };
  });
}

function faultNote(
  { targets, startedAtMs, endedAtMs, expiresAtMs, undone }: StoryFault,
  { nowMs }: Sheet,
) {
  const on = `on ${targets.slice(0, 2).join(", ")}${
    targets.length > 2 ? ` +${targets.length - 2}` : ""
  }`;
  if (undone === false) return `NOT undone ${on}`;
  if (endedAtMs !== undefined) {
    return `undone after ${durationWords(endedAtMs - startedAtMs)} ${on}`;
  }
  if (undone === true) return `undone ${on}`;
  if (expiresAtMs === undefined || nowMs === undefined) return on;
  return `${((Math.max(0, expiresAtMs - nowMs)) / 1_000).toFixed(1)} s left ${on}`;
}

function checkRow({ checks }: RunStory, sheet: Sheet): TextRow {
  const paper = new Paper(sheet);
  // What was not met is never hidden behind what was.
  const worstLast = checks.toSorted((one, other) => Number(other.isMet) - Number(one.isMet));
  for (const check of worstLast) paper.mark(check.endedAtMs, checkMark(check, sheet));
  const met = checks.filter(({ isMet }) => isMet).length;
  const last = checks.at(-1);
  const word = last?.isMet ? ", last one met" : ", last one NOT met";
  const look = met === checks.length ? "good" : "bad";
  return {
    label: "checks",
    cells: paper.text,
    note: `${met} of ${checks.length} met${word}`,
    look,
  };
}

function checkMark({ isMet, hasError }: StoryCheck, sheet: Sheet): string {
  if (isMet) return goodMark(sheet);
  return hasError ? "!" : badMark(sheet);
}

function platformRow({ happenings }: RunStory, sheet: Sheet): TextRow[] {
  if (happenings.length === 0) return [];
  const paper = new Paper(sheet);
  const weights = { news: 0, good: 1, bad: 2 };
  const heaviestLast = happenings.toSorted((one, other) => weights[one.tone] - weights[other.tone]);
  const marks = { news: ".", good: "+", bad: badMark(sheet) };
  for (const { atMs, tone } of heaviestLast) paper.mark(atMs, marks[tone]);
  const note = happenings.findLast(({ tone }) => tone === "bad")?.words ??
    happenings.at(-1)?.words ?? "";
  return [{ label: "platform", cells: paper.text, note, look: "news" }];
}

function recoveryRow({ recovery, faults }: RunStory, sheet: Sheet): TextRow[] {
  const startedAtMs = Math.max(0, ...faults.map(({ endedAtMs = 0 }) => endedAtMs));
  if (recovery === undefined || startedAtMs === 0) return [];
  const { recoveryMs, withinMs } = recovery;
  const paper = new Paper(sheet);
  paper.bar({ startedAtMs, endedAtMs: startedAtMs + (recoveryMs ?? withinMs) }, "~");
  const note = recoveryMs === undefined
    ? `not within ${durationWords(withinMs)}`
    : `after ${durationWords(recoveryMs)}`;
  return [{
    label: "recovery",
    cells: paper.text,
    note,
    look: recoveryMs === undefined ? "bad" : "good",
  }];
}

function nowRow({ startedAtMs }: RunStory, sheet: Sheet): TextRow[] {
  const { nowMs } = sheet;
  if (nowMs === undefined) return [];
  const paper = new Paper(sheet);
  paper.mark(nowMs, sheet.plain ? "^" : "▲");
  const note = `${((nowMs - startedAtMs) / 1_000).toFixed(1)} s`;
  return [{ label: "now", cells: paper.text, note, look: "now" }];
}

function untilNow(span: { startedAtMs: number; endedAtMs: number }, { nowMs = Infinity }: Sheet) {
  return { startedAtMs: span.startedAtMs, endedAtMs: Math.min(span.endedAtMs, nowMs) };
}

function goodMark({ plain }: Sheet): string {
  return plain ? "v" : "✓";
}

function badMark({ plain }: Sheet): string {
  return plain ? "x" : "×";
}

function cellOf(atMs: number, { axis: { fromMs, toMs }, width }: Sheet): number {
  const share = (atMs - fromMs) / Math.max(1, toMs - fromMs);
  return Math.min(width - 1, Math.max(0, Math.floor(share * width)));
}

/** A row that is drawn on; what comes later covers what was there. */
class Paper {
  readonly #cells: string[];
  readonly #sheet: Sheet;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
    this.#cells = Array.from<string>({ length: sheet.width }).fill(" ");
  }

  get text(): string {
    return this.#cells.join("");
  }

  mark(atMs: number, letter: string): void {
    this.#cells[cellOf(atMs, this.#sheet)] = letter;
  }

  bar(
    { startedAtMs, endedAtMs }: { startedAtMs: number; endedAtMs: number },
    letter: string,
  ): void {
    const from = cellOf(startedAtMs, this.#sheet);
    this.#cells.fill(letter, from, Math.max(from + 1, cellOf(endedAtMs, this.#sheet)));
  }

  /** Writes a word where nothing but a bar is. */
  words(atMs: number, words: string): void {
    const from = cellOf(atMs, this.#sheet);
    const room = this.#cells.slice(from, from + words.length);
    const isFree = room.length === words.length && room.every((cell) => cell === room[0]);
    if (isFree) this.#cells.splice(from, words.length, ...words);
  }
}
