import type { Classification, Judgement, MetricResult } from "@netops/pipelines";
import type { StyleName } from "../print/color.ts";
import type { MarkOptions } from "../print/status_mark.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";

const VERDICT_STYLES: Readonly<Record<Judgement["verdict"], StyleName>> = {
  ...{ pass: "green", marginal: "yellow", fail: "red", inconclusive: "yellow" },
};

const MARKS: Readonly<Record<Classification, readonly [string, StyleName]>> = {
  Pass: ["✓", "green"],
  High: ["↑", "red"],
  Low: ["↓", "red"],
  Nodata: ["?", "yellow"],
  NodataFailMetric: ["×", "red"],
  Error: ["×", "red"],
};

const COLUMNS = [
  { title: "METRIC" },
  { title: "RESULT" },
  { title: "CHANGE", align: "right" },
  { title: "FROM", align: "right" },
  { title: "TO", align: "right" },
  { title: "SAMPLES", align: "right" },
  { title: "GROUPS" },
] as const;

/** A verdict for people: what it is, what decided, each metric with its numbers, and each with its reason. */
export function judgementLines(judged: Judgement, marks: MarkOptions): readonly string[] {
  const { verdict, score, thresholds: { pass, marginal }, rule, mode, metrics } = judged;
  const scored = score === null ? "no score" : `score ${score}`;
  const limits = marks.paint("dim", `pass ${pass}, marginal ${marginal}, judged by ${mode}`);
  const rows = metrics.map((metric) => rowOf(metric, marks));
  return [
    `${marks.paint(VERDICT_STYLES[verdict], verdict.toUpperCase())}  ${scored}  ${limits}`,
    `decided by ${harmless(rule)}`,
    ...(rows.length === 0 ? [] : ["", ...formatTable(COLUMNS, rows, marks), ""]),
    ...metrics.map(({ name, reason }) => `${harmless(name)}: ${harmless(reason)}`),
  ];
}

function rowOf(metric: MetricResult, marks: MarkOptions): string[] {
  const { name, estimate, ci: [low, high], samples, groups } = metric;
  return [
    harmless(name),
    resultMark(metric, marks),
    ...[estimate, low, high].map(shortNumber),
    `${samples.experiment}/${samples.control}`,
    harmless(groups.join(", ")),
  ];
}

function resultMark({ classification, critical, muted }: MetricResult, marks: MarkOptions): string {
  const [symbol, style] = MARKS[classification];
  const notes = `${critical ? " critical" : ""}${muted ? " muted" : ""}`;
  const words = `${classification}${notes}`;
  return marks.plain ? words : marks.paint(style, `${symbol} ${words}`);
}

function shortNumber(value: number | null): string {
  return value === null ? "-" : String(Number(value.toPrecision(3)));
}
