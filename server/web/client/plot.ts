/// <reference lib="dom" />
import uPlot from "uplot";
import type { ChartView } from "../telemetry/data_answer.ts";
import { formatClock, formatValue, type ValueUnit } from "../view/format.ts";

/** What a plot shows. */
export interface PlotContent {
  readonly chart: ChartView;
  readonly unit: ValueUnit;
  /** Times of failures, each drawn as a line, in wall ms. */
  readonly failuresMs: readonly number[];
  /** The event that is pointed at. */
  readonly markMs: number | undefined;
}

/** Hears which time is pointed at, in wall ms. */
export type OnCursor = (atMs: number | undefined) => void;

/** As wide as the numbers beside a chart; the ribbon above it leaves out the same (ops.css). */
const AXIS_PX = 60;
const RIGHT_PX = 12;
const TIMES_PX = 30;
/** The least distance of two times below a chart. */
const LABEL_PX = 84;
const COLORS = 8;
const FONT = "12px system-ui, sans-serif";

/** A chart of uPlot in a place of the page; it follows the size of that place. */
export class Plot {
  #uplot: uPlot;
  #content: PlotContent;
  readonly #place: HTMLElement;
  readonly #onCursor: OnCursor;
  readonly #resized: ResizeObserver;

  /** Draws at once. */
  constructor(place: HTMLElement, content: PlotContent, onCursor: OnCursor) {
    this.#place = place;
    this.#content = content;
    this.#onCursor = onCursor;
    this.#uplot = this.#make();
    this.#resized = new ResizeObserver(() => this.#uplot.setSize(sizeOf(place)));
    this.#resized.observe(place);
  }

  /** Shows something else; series that are others make another chart. */
  show(content: PlotContent): void {
    const before = namesOf(this.#content);
    this.#content = content;
    if (before === namesOf(content)) return this.#uplot.setData(dataOf(content.chart), true);
    this.#uplot.destroy();
    this.#uplot = this.#make();
  }

  /** Takes the chart away. */
  destroy(): void {
    this.#resized.disconnect();
    this.#uplot.destroy();
  }

  #make(): uPlot {
    const style = getComputedStyle(this.#place);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: color("--ink-soft"),
      font: FONT,
      grid: { stroke: color("--line"), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      ...sizeOf(this.#place),
      padding: [8, RIGHT_PX, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false },
        sync: { key: "netops", scales: ["x", null] },
        points: { size: 7 },
        y: false,
      },
      scales: {
        x: { time: true, range: () => this.#range() },
        y: { range: (_plot, least, most) => spread(least, most) },
      },
      axes: [
        {
          ...axis,
          ...{ size: TIMES_PX, space: LABEL_PX },
          values: (_plot, splits) => splits.map((atS) => clockText(atS, this.#content)),
        },
        { ...axis, size: AXIS_PX, values: (_plot, splits) => splits.map((one) => this.#text(one)) },
      ],
      series: [
        {},
        ...this.#content.chart.series.map((one, index) => ({
          label: one.name,
          stroke: color(`--series-${index % COLORS}`),
          width: 1.5,
          points: { show: false },
          ...(index >= COLORS ? { dash: [5, 3] } : {}),
        })),
      ],
      hooks: {
        setCursor: [(plot) => this.#pointed(plot)],
        drawAxes: [(plot) => this.#drawEvents(plot, color)],
      },
    };
    return new uPlot(options, dataOf(this.#content.chart), this.#place);
  }

  #range(): [number, number] {
    const { fromMs, stepMs, steps } = this.#content.chart;
    return [fromMs / 1000, (fromMs + (steps - 1) * stepMs) / 1000];
  }

  #text(value: number): string {
    return formatValue(value, this.#content.unit);
  }

  #pointed(plot: uPlot): void {
    const { idx } = plot.cursor;
    const { fromMs, stepMs } = this.#content.chart;
    this.#onCursor(idx === null || idx === undefined ? undefined : fromMs + idx * stepMs);
  }

  #drawEvents(plot: uPlot, color: (name: string) => string): void {
    const { failuresMs, markMs } = this.#content;
    for (const atMs of failuresMs) drawLine(plot, atMs, { color: color("--bad"), dash: [2, 3] });
    if (markMs !== undefined) drawLine(plot, markMs, { color: color("--ink"), dash: [] });
  }
}

function drawLine(
  plot: uPlot,
  atMs: number,
  { color, dash }: { readonly color: string; readonly dash: number[] },
): void {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(atMs / 1000, "x", true)) + 0.5;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function dataOf({ fromMs, stepMs, steps, series }: ChartView): uPlot.AlignedData {
  const times = Array.from({ length: steps }, (_, index) => (fromMs + index * stepMs) / 1000);
  return [times, ...series.map((one) => [...one.values])];
}

function namesOf({ chart }: PlotContent): string {
  return `${chart.query}\n${chart.series.map((one) => one.name).join("\n")}`;
}

/** From zero where nothing is negative, so that a small change does not look like a large one. */
function spread(least: number | null, most: number | null): [number, number] {
  const low = Math.min(0, least ?? 0);
  const high = Math.max(0, most ?? 0);
  return [low * 1.1, high === low ? low + 1 : high + (high - low) * 0.1];
}

function clockText(atS: number, { chart }: PlotContent): string {
  const text = formatClock(atS * 1000);
  return chart.stepMs >= 5_000 ? text.slice(0, 5) : text;
}

function sizeOf(place: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: Math.max(120, place.clientWidth), height: Math.max(80, place.clientHeight) };
}
