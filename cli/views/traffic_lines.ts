import type { Paint } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";
import { fitText, textWidth } from "../print/text_width.ts";
import type { TrafficRow } from "../top/traffic_rows.ts";

/** How to show traffic. */
export interface TrafficLinesOptions {
  readonly paint: Paint;
  readonly columns?: number;
  /** At most so many lines, at least 4. */
  readonly mostLines?: number;
}

const COLUMNS: readonly (Column & { readonly cell: (row: TrafficRow, paint: Paint) => string })[] =
  [
    { title: "APP", cell: ({ app }) => app },
    { title: "ZONE", cell: ({ zone }) => zone },
    { title: "INSTANCES", align: "right", cell: ({ instances }) => String(instances) },
    { title: "REQ/S", align: "right", cell: ({ requestsPerS }) => rate(requestsPerS) },
    { title: "ERRORS", align: "right", cell: errors },
    { title: "P50", align: "right", cell: ({ p50Ms }) => milliseconds(p50Ms) },
    { title: "P95", align: "right", cell: ({ p95Ms }) => milliseconds(p95Ms) },
  ];

/** Goes first where there is little room. */
const LEAVING = ["INSTANCES", "P50", "ZONE"];

/** A share that is worth a colour. */
const BAD_RATIO = 0.01;

/**
 * A table of traffic by app and zone, the busiest first, and a line that sums up. In a narrow terminal how
 * many instances there are goes first, then the median, then the zone.
 */
export function trafficLines(
  rows: readonly TrafficRow[],
  options: TrafficLinesOptions,
): readonly string[] {
  const { paint, mostLines = Infinity } = options;
  const room = Math.max(2, mostLines - 2);
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows;
  const left = rows.length - shown.length;
  const total = rows.reduce((sum, { requestsPerS }) => sum + requestsPerS, 0);
  return [
    ...tableOf(shown, options),
    ...(left > 0 ? [paint("dim", `… ${left} more that are quieter (netops top --json)`)] : []),
    fitText(
      `${rate(total)} requests/s in all, of the last 10 s, as callers see them`,
      options.columns ?? Infinity,
    ),
  ];
}

function tableOf(
  rows: readonly TrafficRow[],
  { paint, columns = Infinity }: TrafficLinesOptions,
): readonly string[] {
  for (let gone = 0;; gone++) {
    const leaving = LEAVING.slice(0, gone);
    const shown = COLUMNS.filter(({ title }) => !leaving.includes(title));
    const cells = rows.map((row) => shown.map(({ cell }) => cell(row, paint)));
    const lines = formatTable(shown, cells, { paint });
    if (lines.every((line) => textWidth(line) <= columns)) return lines;
    if (gone === LEAVING.length) return lines.map((line) => fitText(line, columns));
  }
}

function rate(perS: number): string {
  return perS === 0 ? "0" : perS < 10 ? perS.toFixed(1) : String(Math.round(perS));
}

function errors({ errorRatio }: TrafficRow, paint: Paint): string {
  if (errorRatio === null) return "-";
  const text = errorRatio === 0 ? "0 %" : `${(errorRatio * 100).toFixed(1)} %`;
  return errorRatio >= BAD_RATIO ? paint("red", text) : text;
}

function milliseconds(ms: number | null): string {
  if (ms === null) return "-";
  return ms < 10
    ? `${ms.toFixed(1)}ms`
    : ms < 10_000
    ? `${Math.round(ms)}ms`
    : `${Math.round(ms / 1_000)}s`;
}
