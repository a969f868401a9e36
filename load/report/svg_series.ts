import { escapeMarkup as safe } from "./escape.ts";
import { short, xOf } from "./svg_frame.ts";
import { type ChartSeries, type Plot, yOf } from "./svg_plot.ts";

/** Markers are so far apart that the dashes between them can be seen. */
const MARKER_GAP = 74;
const MARKERS = [
  '<circle r="3.2"/>',
  '<rect x="-3" y="-3" width="6" height="6"/>',
  '<path d="M0 -4 L4 3.2 H-4 Z"/>',
  '<path d="M-3.5 -3.5 L3.5 3.5 M3.5 -3.5 L-3.5 3.5"/>',
  '<path d="M0 -4.4 L4.4 0 L0 4.4 L-4.4 0 Z"/>',
];

/** Draws a line with gaps where nothing was measured. */
export function drawLine({ style, points }: ChartSeries, plot: Plot): string {
  let path = "";
  let isDrawing = false;
  let markerX = plot.frame.left + 12 + style * 14;
  let markers = "";
  for (const [at, { atMs, value }] of points.entries()) {
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const x = xOf(atMs, plot.frame);
    const y = yOf(value, plot);
    path += `${isDrawing ? "L" : "M"}${short(x)} ${short(y)}`;
    const isAlone = !isDrawing && (points[at + 1]?.value ?? null) === null;
    if (x >= markerX || isAlone) {
      markers += marker(style, x, y);
      markerX = x + MARKER_GAP;
    }
    isDrawing = true;
  }
  return `<path class="line s${style}" d="${path}"/>${markers}`;
}

/** Draws bars beside those of other series. */
export function drawBars(
  { style, points }: ChartSeries,
  plot: Plot,
  { at, of }: { readonly at: number; readonly of: number },
): string {
  const { fromMs, toMs, left, right } = plot.frame;
  const slot = (right - left) * plot.stepMs / (toMs - fromMs);
  const width = Math.max(1, slot * 0.86 / of);
  const path = points.map(({ atMs, value }) => {
    if (value === null || value === 0) return "";
    const x = xOf(atMs, plot.frame) + slot * 0.07 + at * width;
    return `M${short(x)} ${plot.bottom}V${short(yOf(value, plot))}h${short(width)}V${plot.bottom}Z`;
  }).join("");
  return `<path class="bars b${style}" d="${path}"/>`;
}

/** A sample of a series and its name. */
export function drawSample({ style, form, name }: ChartSeries, x: number, y: number): string {
  const sample = form === "line"
    ? `<path class="line s${style}" d="M${x} ${short(y)}h26"/>${marker(style, x + 13, y)}`
    : `<path class="bars b${style}" d="M${x + 7} ${short(y + 5)}v-10h12v10Z"/>`;
  return `${sample}<text class="name" x="${x + 32}" y="${short(y + 4)}">${safe(name)}</text>`;
}

function marker(style: number, x: number, y: number): string {
  return `<g class="marker s${style}" transform="translate(${short(x)} ${short(y)})">${
    MARKERS[style % MARKERS.length]
  }</g>`;
}
