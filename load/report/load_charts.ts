import type { ChartBuckets } from "./chart_buckets.ts";
import { countScale, linearScale, timeScale } from "./chart_scale.ts";
import type { LoadReport, LoadSecond } from "./load_report.ts";
import { countWords, rateWords, timeWords, unitWords } from "./load_words.ts";
import type { Chart } from "./svg_chart.ts";
import type { ChartSeries } from "./svg_plot.ts";
import { startupLimit } from "./threshold_words.ts";

type Read = (second: LoadSecond) => number | null;
/** A series before it is read from the seconds. */
type Draft = Pick<ChartSeries, "name" | "style"> & { readonly read: Read };

const MOST_OCAS = 4;

/** The charts of a load over time, in the order of the report. */
export function loadCharts(report: LoadReport, pieces: ChartBuckets): readonly Chart[] {
  const isScript = report.unit === "iterations";
  const all = [
    rateChart(report, pieces),
    ...(isScript ? [] : [startupChart(report, pieces), stallChart(pieces)]),
    ...(report.ocas.length === 0 ? [] : [trafficChart(report, pieces)]),
    requestChart(pieces),
    runningChart(report, pieces),
  ];
  return all;
}

function rateChart(report: LoadReport, pieces: ChartBuckets): Chart {
  const words = unitWords(report);
  const isScript = report.unit === "iterations";
  const hasSchedule = pieces.buckets.some(({ attempted }) => attempted !== null);
  const perSecond = 1_000 / pieces.stepMs;
  const series = linesOf(pieces, [
    ...(hasSchedule
      ? [{ name: "attempted", style: 1, read: (one: LoadSecond) => one.attempted }]
      : []),
    { name: isScript ? "done" : "achieved", style: 0, read: ({ started }) => started },
    { name: "failed", style: 3, read: ({ failed }) => failed * perSecond },
  ]);
  return {
    title: isScript ? "Iterations per second" : "SPS attempted and achieved",
    unit: words.rate,
    summary: `${isScript ? "Iterations" : "Starts"} per second over time. ${
      summaryOf(series, rateWords)
    }`,
    ...{ series, stepMs: pieces.stepMs, formatTick: rateWords },
    scale: linearScale(mostOf(series)),
  };
}

function startupChart({ thresholds }: LoadReport, pieces: ChartBuckets): Chart {
  const series = linesOf(pieces, [
    { name: "p50", style: 0, read: ({ startupMs }) => startupMs.p50 },
    { name: "p95", style: 1, read: ({ startupMs }) => startupMs.p95 },
    { name: "p99", style: 2, read: ({ startupMs }) => startupMs.p99 },
  ]);
  const limit = startupLimit(thresholds);
  const values = series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  return {
    title: "Startup p50, p95 and p99",
    unit: "startup, from the schedule to the first picture",
    summary: `Startup over time. ${summaryOf(series, timeWords)}`,
    ...{ series, stepMs: pieces.stepMs, formatTick: timeWords },
    scale: timeScale(limit === undefined ? values : [...values, limit.limitMs]),
    ...(limit === undefined ? {} : {
      limit: {
        value: limit.limitMs,
        text: `limit of ${limit.quantile}: ${timeWords(limit.limitMs)}`,
      },
    }),
  };
}

function stallChart(pieces: ChartBuckets): Chart {
  const series = linesOf(pieces, [
    { name: "stalls", style: 0, read: ({ stalls }) => stalls },
    { name: "failovers", style: 1, read: ({ failovers }) => failovers },
  ]).map((one) => ({ ...one, form: "bars" as const }));
  const unit = `count in each ${timeWords(pieces.stepMs)}`;
  return {
    title: "Stalls and failovers",
    ...{ unit, summary: `Stalls and failovers over time. ${summaryOf(series, countWords)}` },
    ...{ series, stepMs: pieces.stepMs, formatTick: countWords },
    scale: countScale(mostOf(series)),
  };
}

/** The OCAs that sent most each for itself, the others as one. */
function trafficChart({ ocas }: LoadReport, pieces: ChartBuckets): Chart {
  const ranked = ocas.toSorted((one, other) => other.bytes - one.bytes).map(({ oca }) => oca);
  const shown = ranked.slice(0, MOST_OCAS);
  const rest = ranked.slice(MOST_OCAS);
  const megabitsPerByte = 8_000 / pieces.stepMs / 1e6;
  const drafts = shown.map((oca, style): Draft => ({
    ...{ name: oca, style, read: ({ bytesByOca }) => (bytesByOca[oca] ?? 0) * megabitsPerByte },
  }));
  const others: Draft = {
    ...{ name: `${rest.length} others`, style: MOST_OCAS },
    read: ({ bytesByOca }) =>
      rest.reduce((sum, oca) => sum + (bytesByOca[oca] ?? 0), 0) * megabitsPerByte,
  };
  const series = linesOf(pieces, rest.length === 0 ? drafts : [...drafts, others]);
  return {
    title: "Throughput per OCA",
    unit: "Mbit/s",
    ...{
      summary: `Throughput per OCA over time, in Mbit/s. ${summaryOf(series, rateWords)}`,
    },
    ...{ series, stepMs: pieces.stepMs, formatTick: rateWords },
    scale: linearScale(mostOf(series)),
  };
}

function requestChart(pieces: ChartBuckets): Chart {
  const series = linesOf(pieces, [
    { name: "requests", style: 0, read: ({ requests }) => requests },
    { name: "failed", style: 3, read: ({ failedRequests }) => failedRequests },
  ]);
  return {
    title: "Requests and failed requests",
    ...{
      unit: "requests per second",
      summary: `Requests per second. ${summaryOf(series, rateWords)}`,
    },
    ...{ series, stepMs: pieces.stepMs, formatTick: rateWords },
    scale: linearScale(mostOf(series)),
  };
}

function runningChart(report: LoadReport, pieces: ChartBuckets): Chart {
  const { running } = unitWords(report);
  const series = linesOf(pieces, [{ name: "running", style: 0, read: (one) => one.running }]);
  return {
    title: report.unit === "sessions" ? "Sessions at once" : "VUs at work",
    ...{ unit: running, summary: `${running} over time. ${summaryOf(series, countWords)}` },
    ...{ series, stepMs: pieces.stepMs, formatTick: countWords },
    scale: countScale(mostOf(series)),
  };
}

function linesOf({ buckets }: ChartBuckets, drafts: readonly Draft[]): readonly ChartSeries[] {
  return drafts.map(({ name, style, read }) => ({
    ...{ name, style, form: "line" },
    points: buckets.map((bucket) => ({ atMs: bucket.tsMs, value: read(bucket) })),
  }));
}

/** With some room above, so that what is highest does not lie on the edge. */
function mostOf(series: readonly ChartSeries[]): number {
  return 1.04 * series.reduce(
    (most, { points }) => points.reduce((so, { value }) => Math.max(so, value ?? 0), most),
    0,
  );
}

/** Least and most of each series. */
function summaryOf(
  series: readonly ChartSeries[],
  format: (value: number) => string,
): string {
  const parts = series.map(({ name, points }) => {
    const values = points.flatMap(({ value }) => value ?? []);
    if (values.length === 0) return `${name}: not measured`;
    const least = values.reduce((one, other) => Math.min(one, other));
    const most = values.reduce((one, other) => Math.max(one, other));
    return `${name}: ${format(least)} to ${format(most)}`;
  });
  return `${parts.join("; ")}. The table below has the numbers.`;
}
