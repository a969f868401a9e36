import { escapeMarkup as safe } from "./escape.ts";
import type { TimeAxis } from "./time_axis.ts";

/** Something that takes time. */
export interface SvgBar {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `planned`, `phase`, `activity`, `fault` or `recovery`. */
  readonly look: string;
  /** Stands in the bar when there is room. */
  readonly text?: string;
  /** Said to who points at it. */
  readonly title: string;
}

/** Something at one time; the form says what it is, colours only repeat it. */
export interface SvgMark {
  readonly atMs: number;
  readonly form: "good" | "bad" | "broken" | "news" | "predicted";
  readonly title: string;
}

/** One row of a drawing. */
export interface SvgLane {
  readonly label: string;
  readonly bars?: readonly SvgBar[];
  readonly marks?: readonly SvgMark[];
  /** A line above sets it apart. */
  readonly isApart?: boolean;
}

/** Where lanes lie, in units of the drawing. */
export const LANE = { left: 130, width: 810, height: 28, top: 34 } as const;
const LETTER_WIDTH = 6.8;
const NARROWEST = 2;

const FORMS: Readonly<Record<SvgMark["form"], string>> = {
  good: '<path d="M-5 0 L-1.5 4 L5.5 -4.5" class="stroke"/>',
  bad: '<path d="M-5 -5 L5 5 M5 -5 L-5 5" class="stroke"/>',
  broken: '<path d="M0 -6 L6 5 L-6 5 Z" class="stroke"/>',
  news: '<path d="M0 -7 V7" class="stroke"/>',
  predicted: '<circle r="4.5" class="stroke"/>',
};

/** Draws a lane into a drawing at its place in order. */
export function drawLane(lane: SvgLane, order: number, axis: TimeAxis): string {
  const y = LANE.top + order * LANE.height;
  const line = lane.isApart ? `<path class="apart" d="M0 ${y} H${LANE.left + LANE.width}"/>` : "";
  const label = `<text class="label" x="0" y="${y + 18}">${safe(lane.label)}</text>`;
  const bars = (lane.bars ?? []).map((bar) => drawBar(bar, y, axis)).join("");
  const marks = (lane.marks ?? []).map(({ atMs, form, title }) =>
    `<g class="mark ${form}" transform="translate(${round(xOf(atMs, axis))} ${y + 14})"><title>${
      safe(title)
    }</title>${FORMS[form]}</g>`
  ).join("");
  return `${line}${label}${bars}${marks}`;
}

/** Where a time lies, in units of the drawing. */
export function xOf(atMs: number, { fromMs, toMs }: TimeAxis): number {
  const share = (atMs - fromMs) / Math.max(1, toMs - fromMs);
  return LANE.left + Math.min(1, Math.max(0, share)) * LANE.width;
}

/** A number of a drawing without digits that nobody sees. */
export function round(value: number): string {
  return String(Number(value.toFixed(1)));
}

function drawBar({ startedAtMs, endedAtMs, look, text, title }: SvgBar, y: number, axis: TimeAxis) {
  const x = xOf(startedAtMs, axis);
  const width = Math.max(NARROWEST, xOf(endedAtMs, axis) - x);
  const hasRoom = text !== undefined && text.length * LETTER_WIDTH + 8 < width;
  const words = hasRoom
    ? `<text class="on-bar" x="${round(x + 5)}" y="${y + 18}">${safe(text)}</text>`
    : "";
  return `<g><title>${safe(title)}</title><rect class="bar ${look}" x="${round(x)}" y="${
    y + 5
  }" width="${round(width)}" height="18" rx="2"/>${words}</g>`;
}
