import {
  actualWords,
  countWords,
  engineWords,
  generatorLine,
  generatorSigns,
  type LoadReport,
  type LoadStep,
  offsetWords,
  rateWords,
  ratioWords,
  thresholdWords,
  timeWords,
  worstFirst,
} from "@netops/load/report";
import type { Paint, StyleName } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";
import { fitText, harmless, textWidth } from "../print/text_width.ts";

export { loadProgressLines, type LoadProgressOptions } from "./load_progress_lines.ts";

/** How to show what a load came to. */
export interface LoadViewOptions {
  readonly paint: Paint;
  /** Width of the terminal; lines are not cut without one. */
  readonly width?: number;
}

const VERDICT_STYLES: Readonly<Record<LoadReport["verdict"], StyleName>> = {
  ...{ passed: "green", failed: "red", inconclusive: "yellow" },
};
const MOST = { events: 8, errors: 5, ocas: 6 } as const;
/** Of the steps' table: goes first where there is little room. */
const LEAVING = ["/S", "P50", "SERVICE", "P99"];

/**
 * What a load came to: verdict and reason first, then its thresholds, where time went, who carried it, what happened and
 * failed meanwhile, how the generator fared, and where the page is.
 */
export function loadReportLines(report: LoadReport, options: LoadViewOptions): readonly string[] {
  const { paint, width = Infinity } = options;
  const { verdict, reason, reportHtml, exitCode } = report;
  const middle = [
    headLine(report, paint),
    numbersLine(report),
    ...thresholdLines(report, paint),
    ...stepLines(report, options),
    ...ocaLines(report),
    ...eventLines(report, paint),
    ...errorLines(report, paint),
  ].map((line) => fitText(line, width));
  const style = generatorSigns(report).length > 0 ? "yellow" : "dim";
  return [
    `${paint(VERDICT_STYLES[verdict], verdict.toUpperCase())}  ${harmless(reason)}`,
    ...middle,
    // These are read to their end and copied: a terminal wraps them, nothing cuts them.
    paint(style, generatorLine(report)),
    `html ${harmless(reportHtml)}  exit ${exitCode}`,
  ];
}

function headLine(report: LoadReport, paint: Paint): string {
  const { id, name, shape, seed, companions, ocas, steps } = report;
  const sent = ocas.length > 0 ? ocas.reduce((sum, one) => sum + one.requests, 0) : steps
    .reduce((sum, { count }) => sum + count, 0);
  const beside = companions.map((one) => `with ${one.kind}:${one.name} (${one.outcome})`);
  return [
    paint("bold", harmless(id)),
    ...[name, shape, engineWords(report), `seed ${seed}`].map(harmless),
    ...(sent === 0 ? [] : [`${countWords(sent)} requests`]),
    ...beside.map(harmless),
  ].join("  ");
}

function numbersLine(report: LoadReport): string {
  const { spsAchieved, spsAttempted, startupMs, stalledRatio, starts } = report;
  if (report.unit === "iterations") {
    return `${rateWords(spsAchieved)} iterations/s, ${countWords(starts.started)} done, ${
      countWords(starts.failedTechnical)
    } failed`;
  }
  return [
    `${rateWords(spsAchieved)} of ${rateWords(spsAttempted)} SPS`,
    `startup p50 ${timeWords(startupMs.p50)}, p95 ${timeWords(startupMs.p95)}`,
    `stalled ${ratioWords(stalledRatio)}`,
    `start failures ${ratioWords(report.startFailureRatio)}`,
    `failovers ${countWords(report.failovers)}`,
  ].join(", ");
}

function thresholdLines({ thresholds }: LoadReport, paint: Paint): readonly string[] {
  if (thresholds.length === 0) return ["no threshold was set"];
  const columns: readonly Column[] = [
    ...[{ title: "THRESHOLD" }, { title: "LIMIT" }],
    ...[{ title: "GOT", align: "right" } as const, { title: "" }],
  ];
  const rows = worstFirst(thresholds).map((outcome) => {
    const { name, limit } = thresholdWords(outcome);
    const result = outcome.passed
      ? paint("green", "pass")
      : outcome.actual === null
      ? paint("yellow", "UNKNOWN")
      : paint("red", "FAIL");
    return [harmless(name), harmless(limit), actualWords(outcome), result];
  });
  return formatTable(columns, rows, { paint });
}

function stepLines(
  { steps, unit }: LoadReport,
  { paint, width = Infinity }: LoadViewOptions,
): readonly string[] {
  if (steps.length === 0) return [];
  const all = stepColumns(unit, paint);
  for (let gone = 0;; gone++) {
    const leaving = LEAVING.slice(0, gone);
    const shown = all.filter(({ title }) => !leaving.includes(title));
    const rows = steps.map((step) => shown.map(({ cell }) => cell(step)));
    const lines = formatTable(shown, rows, { paint });
    const fits = lines.every((line) => textWidth(line) <= width);
    if (fits || gone === LEAVING.length) return lines;
  }
}

function stepColumns(
  unit: LoadReport["unit"],
  paint: Paint,
): readonly (Column & { readonly cell: (step: LoadStep) => string })[] {
  const right = { align: "right" } as const;
  const share = unit === "iterations" ? [] : [{
    title: "OF STARTUP",
    ...right,
    cell: ({ shareOfStartup: of }: LoadStep) => shareText(of),
  }];
  return [
    { title: unit === "iterations" ? "REQUEST" : "STEP", cell: ({ step }) => harmless(step) },
    { title: "SERVICE", cell: ({ service }) => harmless(service) },
    { title: "/S", ...right, cell: ({ perSecond }) => rateWords(perSecond) },
    { title: "P50", ...right, cell: ({ durationMs }) => quantile(durationMs.p50) },
    { title: "P95", ...right, cell: ({ durationMs }) => quantile(durationMs.p95) },
    { title: "P99", ...right, cell: ({ durationMs }) => quantile(durationMs.p99) },
    { title: "FAILED", ...right, cell: (step) => failedText(step, paint) },
    ...share,
  ];
}

function shareText(share: number | null): string {
  return share === null ? "-" : ratioWords(share);
}

function quantile(ms: number | null): string {
  return ms === null ? "-" : timeWords(ms);
}

function failedText({ failed, count }: LoadStep, paint: Paint): string {
  if (failed === 0) return "0";
  return paint("red", count === 0 ? countWords(failed) : ratioWords(failed / count));
}

function ocaLines({ ocas }: LoadReport): readonly string[] {
  if (ocas.length === 0) return [];
  const ranked = ocas.toSorted((one, other) => other.share - one.share);
  const shares = ranked.slice(0, MOST.ocas)
    .map(({ oca, share }) => `${harmless(oca)} ${ratioWords(share)}`);
  const hidden = ranked.length - MOST.ocas;
  return [`OCAs: ${[...shares, ...(hidden > 0 ? [`${hidden} more`] : [])].join(", ")}`];
}

function eventLines({ events, startedAtMs }: LoadReport, paint: Paint): readonly string[] {
  const sorted = events.toSorted((one, other) => one.tsMs - other.tsMs);
  const lines = sorted.slice(0, MOST.events).map(({ tsMs, endMs, lane, text }) => {
    const at = offsetWords(tsMs, startedAtMs).padStart(7);
    const lasted = endMs === undefined ? "" : `, for ${timeWords(endMs - tsMs)}`;
    return `${paint("dim", at)} ${lane.padEnd(8)} ${harmless(text)}${lasted}`;
  });
  const hidden = sorted.length - MOST.events;
  return hidden > 0 ? [...lines, paint("dim", `… ${hidden} more in the html`)] : lines;
}

function errorLines({ errors }: LoadReport, paint: Paint): readonly string[] {
  const ranked = errors.toSorted((one, other) => other.count - one.count);
  const lines = ranked.slice(0, MOST.errors).map(({ count, type, service, message, traceIds }) => {
    const [trace] = traceIds;
    const words = harmless(`${type} at ${service}: ${message}`);
    const look = trace === undefined ? "" : paint("dim", `  netops trace ${harmless(trace)}`);
    return `${paint("red", `${countWords(count)}x`)} ${words}${look}`;
  });
  const hidden = ranked.length - MOST.errors;
  return hidden > 0 ? [...lines, paint("dim", `… ${hidden} more kinds in the html`)] : lines;
}
