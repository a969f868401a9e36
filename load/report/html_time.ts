import { chartBuckets } from "./chart_buckets.ts";
import { escapeMarkup as safe } from "./escape.ts";
import { type Cell, folded, htmlTable, paragraph, section } from "./html_parts.ts";
import { loadCharts } from "./load_charts.ts";
import type { LoadReport } from "./load_report.ts";
import { offsetWords, timeWords } from "./load_words.ts";
import { eventRows, LANE_WORDS, type NumberedEvent, numberedEvents } from "./numbered_events.ts";
import { traceLinks } from "./safe_html.ts";
import { type Chart, svgChart } from "./svg_chart.ts";
import { type SvgFrame, svgFrames } from "./svg_frame.ts";
import { svgLanes } from "./svg_lanes.ts";

const MOST_POINTS = 240;
const MOST_EVENTS = 200;

/** The load over time with what happened to the platform on the same axis. */
export function timeSection(report: LoadReport): string {
  const events = numberedEvents(report);
  const pieces = chartBuckets(report, MOST_POINTS);
  const lastMs = (pieces.buckets.at(-1)?.tsMs ?? report.startedAtMs) + pieces.stepMs;
  const toMs = Math.max(report.endedAtMs, lastMs);
  const frames = svgFrames({ fromMs: report.startedAtMs, toMs, events });
  const charts = pieces.buckets.length === 0
    ? [paragraph("No second of this load was measured.")]
    : loadCharts(report, pieces).map((chart) => chartFigure(chart, frames, report.startedAtMs));
  return section({ id: "time", heading: "Over time" }, [
    paragraph(introWords(events.length, pieces.stepMs), "note"),
    laneFigure(events, frames),
    ...charts,
    eventTable(events, report),
  ]);
}

function introWords(events: number, stepMs: number): string {
  const joined = stepMs === 1_000
    ? "Each point is one second."
    : `Each point stands for ${timeWords(stepMs)}; a quantile is that of the worst second in it.`;
  return events === 0
    ? `Time counts from the begin of the load. ${joined}`
    : `Time counts from the begin of the load. ${joined} Shaded, with its number: what was broken or shipped then.`;
}

function laneFigure(events: readonly NumberedEvent[], frames: readonly SvgFrame[]): string {
  if (events.length === 0) return paragraph("No event of the platform was seen meanwhile.");
  const rows = eventRows(events);
  return `<figure><h3>What happened to the platform</h3>${
    frames.map((frame) => svgLanes(rows, frame)).join("\n")
  }</figure>`;
}

function chartFigure(chart: Chart, frames: readonly SvgFrame[], startedAtMs: number): string {
  // A box with nothing in it looks as if something were missing.
  const isNothing = chart.series.every(({ form, points }) =>
    form === "bars" && points.every(({ value }) => value === 0)
  );
  if (isNothing) return `<h3>${safe(chart.title)}</h3>${paragraph("None.")}`;
  const drawings = frames.map((frame) => svgChart(chart, frame)).join("\n");
  return `<figure><h3>${safe(chart.title)}</h3>${drawings}${
    folded(`Numbers: ${chart.title}`, chartTable(chart, startedAtMs))
  }</figure>`;
}

function chartTable({ title, unit, series, formatTick }: Chart, startedAtMs: number): string {
  const times = series[0]?.points ?? [];
  return htmlTable({
    caption: `${title}: ${unit}`,
    titles: ["At", ...series.map(({ name }) => name)],
    rows: times.map(({ atMs }, at) => [
      offsetWords(atMs, startedAtMs),
      ...series.map(({ points }) => numberText(points[at]?.value ?? null, formatTick)),
    ]),
    wordColumns: 1,
  });
}

function numberText(value: number | null, format: (value: number) => string): string {
  return value === null ? "not measured" : format(value);
}

function eventTable(events: readonly NumberedEvent[], report: LoadReport): string {
  if (events.length === 0) return "";
  const hidden = events.length - MOST_EVENTS;
  const rows = events.slice(0, MOST_EVENTS).map((event): Cell[] => [
    String(event.number),
    offsetWords(event.tsMs, report.startedAtMs),
    event.endMs === undefined ? "" : timeWords(event.endMs - event.tsMs),
    LANE_WORDS[event.lane],
    event.text,
    event.subject,
    traceLinks(event.traceId === undefined ? [] : [event.traceId], report),
  ]);
  const more = hidden > 0 ? [paragraph(`And ${hidden} more events, which the drawing shows.`)] : [];
  return [
    "<h3>Events</h3>",
    htmlTable({
      caption: "What happened to the platform during the load, numbered as in the drawing",
      titles: ["No.", "At", "Lasted", "Lane", "What", "On", "Trace"],
      ...{ rows, wordColumns: 7 },
    }),
    ...more,
  ].join("\n");
}
