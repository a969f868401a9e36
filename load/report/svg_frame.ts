import { timeTicks, timeTickWords } from "./chart_scale.ts";
import type { NumberedEvent } from "./numbered_events.ts";

/** A drawing's measures, in units that are pixels at its full size. */
export interface SvgFrame {
  /** `wide` for a desk and for paper, `slim` for a phone. */
  readonly look: "wide" | "slim";
  readonly width: number;
  /** Where the common time axis begins and ends. */
  readonly left: number;
  readonly right: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Spans that are shaded behind every chart: what was broken or shipped. */
  readonly bands: readonly NumberedEvent[];
}

const MOST_BANDS = 24;

/** The two measures in which all that shares the time axis is drawn. */
export function svgFrames(
  { fromMs, toMs, events }: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly events: readonly NumberedEvent[];
  },
): readonly SvgFrame[] {
  const bands = events.filter(({ lane }) => lane === "chaos" || lane === "deploy")
    .slice(0, MOST_BANDS);
  const span = { fromMs, toMs: Math.max(toMs, fromMs + 1_000), bands };
  return [
    { ...span, look: "wide", width: 1_000, left: 64, right: 836 },
    { ...span, look: "slim", width: 340, left: 52, right: 332 },
  ];
}

/** Where a time lies. */
export function xOf(atMs: number, { left, right, fromMs, toMs }: SvgFrame): number {
  const share = (atMs - fromMs) / (toMs - fromMs);
  return left + Math.min(1, Math.max(0, share)) * (right - left);
}

/** A number of a drawing without digits that nobody sees. */
export function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** The time axis: gridlines from `top` to `bottom`, and the times below them. */
export function timeAxis(frame: SvgFrame, top: number, bottom: number): string {
  const most = frame.look === "wide" ? 12 : 5;
  return timeTicks(frame.toMs - frame.fromMs, most).map((offsetMs) => {
    const x = short(xOf(frame.fromMs + offsetMs, frame));
    return `<path class="grid" d="M${x} ${top} V${bottom}"/><text class="tick middle" x="${x}" y="${
      bottom + 16
    }">${timeTickWords(offsetMs)}</text>`;
  }).join("");
}

/** Shades what was broken or shipped, with its number on top, so that a chart says by itself what it shows. */
export function bandShades(frame: SvgFrame, top: number, bottom: number): string {
  let freeX = -Infinity;
  return frame.bands.map(({ tsMs, endMs, lane, number }) => {
    const x = xOf(tsMs, frame);
    const end = xOf(endMs ?? tsMs, frame);
    const hasRoom = x >= freeX;
    if (hasRoom) freeX = x + 16;
    const text = hasRoom
      ? `<text class="band-number" x="${short(x + 2)}" y="${top - 3}">${number}</text>`
      : "";
    const shade = `<rect class="band ${lane}" x="${short(x)}" y="${top}" width="${
      short(Math.max(0, end - x))
    }" height="${bottom - top}"/>`;
    return `${shade}<path class="band-edge" d="M${short(x)} ${top} V${bottom}${
      end > x ? ` M${short(end)} ${top} V${bottom}` : ""
    }"/>${text}`;
  }).join("");
}
