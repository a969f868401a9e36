import { type RowLook, type RunStory, textTimeLine } from "@netops/chaos/report";
import type { Paint, StyleName } from "../print/color.ts";
import { fitText, harmless } from "../print/text_width.ts";

/** How to show the time line of a run. */
export interface StoryViewOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Only letters that every reader has. */
  readonly plain: boolean;
  /** Shows where the run is; only while it goes on. */
  readonly nowMs?: number;
}

const LABEL_WIDTH = 13;
const DRAWING_SHARE = 0.56;
const WIDEST_DRAWING = 72;
const NARROWEST_DRAWING = 20;

const STYLES: Readonly<Record<RowLook, StyleName>> = {
  axis: "dim",
  planned: "dim",
  phase: "cyan",
  good: "green",
  bad: "red",
  fault: "yellow",
  news: "blue",
  now: "bold",
};

/** The time line of a run: what was planned, what happened. Lines fit the terminal, at most 10 of them. */
export function timeLineLines(story: RunStory, options: StoryViewOptions): string[] {
  const { paint, columns, plain, nowMs } = options;
  const room = Math.floor((columns - LABEL_WIDTH - 2) * DRAWING_SHARE);
  const width = Math.min(WIDEST_DRAWING, Math.max(NARROWEST_DRAWING, room));
  const rows = textTimeLine(story, { width, plain, ...(nowMs === undefined ? {} : { nowMs }) });
  return rows.map(({ label, cells, note, look }) => {
    const name = fitText(harmless(label), LABEL_WIDTH - 1).padEnd(LABEL_WIDTH);
    const line = `${paint("dim", name)}${paint(STYLES[look], cells)}  ${harmless(note)}`;
    return fitText(line, columns - 1).trimEnd();
  });
}

/** What a run is about: its title, and what the steady state is. */
export function headLines(
  { id, title, hypothesis, seed }: RunStory,
  { paint, columns }: Pick<StoryViewOptions, "paint" | "columns">,
): string[] {
  const origin = seed === undefined ? id : `${id}, seed ${seed}`;
  const lines = [
    `${paint("bold", harmless(title))}  ${paint("dim", origin)}`,
    ...(hypothesis === undefined ? [] : [paint("dim", `steady state: ${harmless(hypothesis)}`)]),
  ];
  return lines.map((line) => fitText(line, columns - 1));
}
