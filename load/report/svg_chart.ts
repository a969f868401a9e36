import type { ChartScale } from "./chart_scale.ts";
import { escapeMarkup as safe } from "./escape.ts";
import { type ChartSeries, type Plot, yOf } from "./svg_plot.ts";
import { drawBars, drawLine, drawSample } from "./svg_series.ts";
import { bandShades, short, type SvgFrame, timeAxis } from "./svg_frame.ts";

/** What a chart shows. */
export interface Chart {
  readonly title: string;
  /** One sentence for who cannot see it. */
  readonly summary: string;
  /** Of the vertical axis. */
  readonly unit: string;
  readonly scale: ChartScale;
  readonly formatTick: (value: number) => string;
  readonly series: readonly ChartSeries[];
  /** Width of one point of bars. */
  readonly stepMs: number;
  /** A line that a number should keep below. */
  readonly limit?: { readonly value: number; readonly text: string };
}

const KEY_HEIGHT = 20;
const LABEL_HEIGHT = 16;

/** Draws a chart on the common time axis. */
export function svgChart(chart: Chart, frame: SvgFrame): string {
  const keyRows = frame.look === "wide" ? 0 : chart.series.length;
  const top = 34 + keyRows * KEY_HEIGHT;
  const bottom = top + (frame.look === "wide" ? 140 : 130);
  const plot: Plot = { frame, top, bottom, scale: chart.scale, stepMs: chart.stepMs };
  const bars = chart.series.filter(({ form }) => form === "bars");
  return [
    `<svg class="${frame.look}" viewBox="0 0 ${frame.width} ${
      bottom + 24
    }" role="img" aria-label="${safe(chart.summary)}">`,
    `<text class="unit" x="0" y="12">${safe(chart.unit)}${
      chart.scale.isLog ? " (logarithmic)" : ""
    }</text>`,
    bandShades(frame, top, bottom),
    valueAxis(chart, plot),
    timeAxis(frame, top, bottom),
    limitLine(chart, plot),
    ...chart.series.map((series) =>
      series.form === "line"
        ? drawLine(series, plot)
        : drawBars(series, plot, { at: bars.indexOf(series), of: bars.length })
    ),
    frame.look === "wide" ? endLabels(chart, plot) : keyAbove(chart),
    "</svg>",
  ].join("\n");
}

function valueAxis({ scale, formatTick }: Chart, plot: Plot): string {
  const { left, right } = plot.frame;
  return scale.ticks.map((tick) => {
    const y = yOf(tick, plot);
    return `<path class="${tick === scale.from ? "axis" : "grid"}" d="M${left} ${
      short(y)
    } H${right}"/><text class="tick end" x="${left - 6}" y="${short(y + 4)}">${
      safe(formatTick(tick))
    }</text>`;
  }).join("");
}

function limitLine({ limit, scale }: Chart, plot: Plot): string {
  if (limit === undefined || limit.value > scale.to) return "";
  const { left, right } = plot.frame;
  const y = yOf(limit.value, plot);
  return `<path class="limit" d="M${left} ${short(y)} H${right}"/><text class="limit-text" x="${
    left + 6
  }" y="${short(y - 4)}">${safe(limit.text)}</text>`;
}

/** Names at the right end of their lines, pushed apart where they would lie on each other. */
function endLabels({ series }: Chart, plot: Plot): string {
  const wanted = series.map((one) => {
    const last = one.points.findLast(({ value }) => value !== null)?.value ?? 0;
    return { one, y: yOf(last, plot) };
  }).toSorted((one, other) => one.y - other.y);
  const lowest = plot.bottom - (wanted.length - 1) * LABEL_HEIGHT;
  let nextY = plot.top;
  return wanted.map(({ one, y }, at) => {
    const place = Math.max(nextY, Math.min(y, lowest + at * LABEL_HEIGHT));
    nextY = place + LABEL_HEIGHT;
    return drawSample(one, plot.frame.right + 8, place);
  }).join("");
}

function keyAbove({ series }: Chart): string {
  return series.map((one, at) => drawSample(one, 0, 26 + at * KEY_HEIGHT)).join("");
}
