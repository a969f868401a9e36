import { formatMs, formatRatio } from "../view/format.ts";
import { limitRow } from "./limit_words.ts";
import type { LoadFiles } from "./load_folders.ts";
import type { ReportFile } from "./load_schema.ts";
import { againCommand, rateAsked, shapeWords } from "./load_shape.ts";
import type { LoadDetail, LoadNow, LoadRow } from "./load_values.ts";

const CUT_OFF = "It ended before it was judged: its runner was killed, or could not begin";

/** Tells a load in short, for a list. */
export function loadRow(files: LoadFiles, isRunning: boolean): LoadRow {
  const { id, order, progress, report } = files;
  if (report !== undefined) {
    const { name, engine, shape, unit, verdict, reason, startedAtMs, endedAtMs } = report;
    return {
      ...{ id, name, engine, shape, unit, standing: verdict, reason, startedAtMs, endedAtMs },
      ...{ rate: report.spsAchieved, startupP95Ms: report.startupMs.p95 },
    };
  }
  const { name, engine, plan } = order;
  const ended = isRunning || progress === undefined ? {} : { endedAtMs: progress.tsMs };
  return {
    ...{ id, name, engine, shape: shapeWords(order), startedAtMs: files.orderedAtMs, ...ended },
    unit: plan === undefined ? "iterations" : "sessions",
    standing: isRunning ? "running" : "cut-off",
    ...(isRunning ? {} : { reason: CUT_OFF }),
    rate: isRunning && progress !== undefined ? progress.spsLast10s : null,
    startupP95Ms: progress?.startupP95Ms ?? null,
  };
}

/** Tells all of one load that the page shows. */
export function loadDetail(
  files: LoadFiles,
  { isRunning, hasPage }: { readonly isRunning: boolean; readonly hasPage: boolean },
): LoadDetail {
  const { order, progress, report } = files;
  const row = loadRow(files, isRunning);
  const now = row.standing === "running" ? loadNow(files) : undefined;
  const again = againCommand(order, report?.companions);
  return {
    ...row,
    ...(now === undefined ? {} : { now }),
    figures: report === undefined ? [] : figuresOf(report),
    limits: report?.thresholds.map(limitRow) ?? [],
    events: report?.events ?? progress?.lastEvents ?? [],
    companions:
      report?.companions.map(({ kind, name, outcome }) => `${kind}:${name} (${outcome})`) ?? [],
    ...(again === undefined ? {} : { again }),
    hasPage,
  };
}

function loadNow({ order, progress }: LoadFiles): LoadNow | undefined {
  if (progress === undefined) return undefined;
  const { droppedIterations: dropped, lastEvents: _events, ...now } = progress;
  const isAsking = progress.phase === "running";
  return { ...now, dropped, rateAsked: isAsking ? rateAsked(order, progress.elapsedMs) : null };
}

function figuresOf(report: ReportFile): LoadDetail["figures"] {
  const { starts, startupMs, unit } = report;
  const counts = `${countWords(starts.started)} of ${countWords(starts.attempted)}`;
  if (unit === "iterations") {
    return [
      ["iterations per second", rateWords(report.spsAchieved)],
      ["iterations", countWords(starts.started)],
      ["failed iterations", shareWords(report.startFailureRatio)],
      ["never begun", countWords(report.droppedIterations)],
    ];
  }
  return [
    ["SPS achieved", `${rateWords(report.spsAchieved)} of ${rateWords(report.spsAttempted)}`],
    ["started", counts],
    ["startup p50", timeWords(startupMs.p50)],
    ["startup p95", timeWords(startupMs.p95)],
    ["startup p99", timeWords(startupMs.p99)],
    ["start failures", shareWords(report.startFailureRatio)],
    ["left before a picture", shareWords(report.exitBeforeStartRatio)],
    ["time stalled", shareWords(report.stalledRatio)],
    ["failovers", countWords(report.failovers)],
    ["never begun", countWords(report.droppedIterations)],
  ];
}

function timeWords(durationMs: number | null): string {
  return durationMs === null ? "not measured" : formatMs(durationMs);
}

function shareWords(ratio: number | null): string {
  return ratio === null ? "not measured" : formatRatio(ratio);
}

function rateWords(perSecond: number): string {
  return String(Number(perSecond.toFixed(2)));
}

function countWords(count: number): string {
  return count.toLocaleString("en-US");
}
