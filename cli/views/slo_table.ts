import { formatDurationMs } from "@netops/core";
import type { StyleName } from "../print/color.ts";
import type { MarkOptions } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";
import type { SloView } from "../records/records_api.ts";

const MARKS: Readonly<Record<SloView["state"], readonly [string, StyleName]>> = {
  met: ["●", "green"],
  burning: ["◐", "yellow"],
  exhausted: ["×", "red"],
  unknown: ["?", "yellow"],
};

const COLUMNS = [
  { title: "SLO" },
  { title: "OBJECTIVE", align: "right" },
  { title: "GOOD", align: "right" },
  { title: "BUDGET LEFT", align: "right" },
  { title: "BURN RATES" },
  { title: "STATE" },
] as const;

/** How objectives stand, one line each, and below them what is wrong with a query. */
export function sloLines(slos: readonly SloView[], marks: MarkOptions): readonly string[] {
  if (slos.length === 0) return [];
  const rows = slos.map((slo) => [
    harmless(slo.name),
    `${percent(slo.objective)} of ${formatDurationMs(slo.windowMs)}`,
    percent(slo.share),
    percent(slo.budgetLeftRatio),
    slo.burn.map(({ windowMs, rate }) =>
      `${formatDurationMs(windowMs)} ${rate === undefined ? "-" : rate.toFixed(1)}`
    ).join(", ") || "-",
    stateMark(slo.state, marks),
  ]);
  const errors = slos.flatMap(({ name, error }) =>
    error === undefined ? [] : [marks.paint("yellow", harmless(`! ${name}: ${error}`))]
  );
  return [...formatTable(COLUMNS, rows, marks), ...errors];
}

/** 5 when an objective burns or is exhausted, else 9 when one has no data, else 0. */
export function sloExitCode(slos: readonly Pick<SloView, "state">[]): number {
  const has = (...states: readonly SloView["state"][]) =>
    slos.some(({ state }) => states.includes(state));
  if (has("burning", "exhausted")) return 5;
  return has("unknown") ? 9 : 0;
}

function stateMark(state: SloView["state"], { paint, plain }: MarkOptions): string {
  const [symbol, style] = MARKS[state];
  return plain ? state : paint(style, `${symbol} ${state}`);
}

/** Rounded toward failure: what is not whole never looks whole. */
function percent(ratio: number | undefined): string {
  if (ratio === undefined) return "-";
  const hundredths = Math.floor(ratio * 10_000 + 1e-6);
  return `${Number((hundredths / 100).toFixed(2))}%`;
}
