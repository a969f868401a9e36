import type { Paint } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";
import type { TrafficRow } from "../top/traffic_rows.ts";

/** How to show traffic. */
export interface TrafficLinesOptions {
  readonly paint: Paint;
  readonly columns?: number;
  /** At most so many lines, at least 4. */
  readonly mostLines?: number;
}

const COLUMNS: readonly Column[] = [
  { title: "APP" },
  { title: "ZONE" },
  { title: "INSTANCES", align: "right" },
  { title: "REQ/S", align: "right" },
  { title: "ERRORS", align: "right" },
  { title: "P50", align: "right" },
  { title: "P95", align: "right" },
];

/** A share that is worth a colour. */
const BAD_RATIO = 0.01;

/** A table of traffic by app and zone, the busiest first, and a line that sums up. */
export function trafficLines(
  rows: readonly TrafficRow[],
  options: TrafficLinesOptions,
): readonly string[] {
  const { paint, mostLines = Infinity } = options;
  const room = Math.max(2, mostLines - 2);
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows;
  const cells = shown.map((row) => [
    row.app,
    row.zone,
    String(row.instances),
    rate(row.requestsPerS),
    errors(row, paint),
    milliseconds(row.p50Ms),
    milliseconds(row.p95Ms),
  ]);
  const width = options.columns === undefined ? {} : { columns: options.columns };
  const left = rows.length - shown.length;
  const total = rows.reduce((sum, { requestsPerS }) => sum + requestsPerS, 0);
  return [
    ...formatTable(COLUMNS, cells, { paint, ...width }),
    ...(left > 0 ? [paint("dim", `… ${left} more that are quieter (netops top --json)`)] : []),
    `${rate(total)} requests/s in all, of the last 10 s, as callers see them`,
  ];
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
