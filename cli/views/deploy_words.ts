import type { DeployGroup, ExecutionStatus, LookMetric, LookView } from "@netops/core/contracts";
import type { StyleName } from "../print/color.ts";
import type { MarkOptions } from "../print/status_mark.ts";
import { harmless, textWidth } from "../print/text_width.ts";

/** How deploys are shown. */
export interface DeployViewOptions extends MarkOptions {
  /** Width of the terminal; lines are not cut without one. */
  readonly columns?: number;
  readonly nowMs: number;
}

const MARKS: Readonly<Record<ExecutionStatus, readonly [string, StyleName]>> = {
  NOT_STARTED: ["○", "dim"],
  RUNNING: ["◐", "yellow"],
  PAUSED: ["‖", "yellow"],
  SUCCEEDED: ["✓", "green"],
  SKIPPED: ["–", "dim"],
  FAILED_CONTINUE: ["!", "yellow"],
  TERMINAL: ["×", "red"],
  CANCELED: ["×", "yellow"],
  STOPPED: ["×", "red"],
};

const LOOK_MARKS: Readonly<Record<LookView["verdict"], readonly [string, StyleName]>> = {
  ...{ pass: ["✓", "green"], marginal: ["!", "yellow"] },
  ...{ fail: ["×", "red"], inconclusive: ["?", "yellow"] },
};

const SKIPPED = "skipped by hand";

const BAD: ReadonlySet<string> = new Set(["High", "Low", "Error", "NodataFailMetric"]);

/** Whether a metric spoke against the new version; one that does not count never does. */
export function isBad({ classification, muted }: LookMetric): boolean {
  return muted !== true && BAD.has(classification);
}

/** A status of an execution or stage as a symbol and a word, or only the word. */
export function executionMark(
  status: ExecutionStatus,
  { paint, plain, word = status }: MarkOptions & { readonly word?: string },
): string {
  const [symbol, style] = MARKS[status];
  return plain ? word : paint(style, `${symbol} ${word}`);
}

/** The verdict of a look as a symbol and a word, or only the word; a pass of nobody is none. */
export function lookMark(
  { verdict, isSkipped }: LookView,
  { paint, plain }: MarkOptions,
): string {
  if (isSkipped) return plain ? SKIPPED : paint("yellow", `– ${SKIPPED}`);
  const [symbol, style] = LOOK_MARKS[verdict];
  return plain ? verdict : paint(style, `${symbol} ${verdict}`);
}

/** `score 87.5`; empty where nobody judged. */
export function scoreWords({ score, isSkipped }: LookView): string {
  if (isSkipped) return "";
  return score === null ? "no score" : `score ${Number(score.toFixed(1))}`;
}

/** `lengthened to 36s, as 10s showed too little`; empty where it was not. */
export function lengthenedWords({ lengthenedToMs, fromMs, toMs }: LookView): string {
  if (lengthenedToMs === undefined) return "";
  const seconds = (timeMs: number) => `${Math.ceil(timeMs / 1_000)}s`;
  return `lengthened to ${seconds(lengthenedToMs)} as ${seconds(toMs - fromMs)} showed too little`;
}

/** `errors High +0.21 (0.18 to 0.24)`; what is bad in red. */
export function metricWords(metric: LookMetric, { paint }: Pick<MarkOptions, "paint">): string {
  const { name, classification, critical, estimate, ci: [low, high] } = metric;
  const style = BAD.has(classification) ? "red" : classification === "Pass" ? "green" : "yellow";
  const change = estimate === null ? "" : ` ${signed(estimate)}`;
  const range = low === null && high === null
    ? ""
    : ` (${shortNumber(low)} to ${shortNumber(high)})`;
  const weight = critical && classification !== "Pass" ? " critical" : "";
  return `${harmless(name)} ${paint(style, classification)}${weight}${change}${range}`;
}

/** Metrics of a look, those that decided first: bad ones, then critical ones. */
export function byWeight(metrics: readonly LookMetric[]): readonly LookMetric[] {
  const weight = ({ classification, critical, muted = false }: LookMetric) =>
    muted
      ? -1
      : (BAD.has(classification) ? 4 : classification === "Pass" ? 0 : 2) + (critical ? 1 : 0);
  return metrics.toSorted((one, other) => weight(other) - weight(one));
}

/** `25 %`, or `33.3 %`; `?` where nobody knows. */
export function percent(value: number | undefined): string {
  return value === undefined ? "?" : `${Number(value.toFixed(1))} %`;
}

/** `hello-v001 24.8 % (want 25 %)`: what a group gets, and what it should where that is another share. */
export function shareWords({ name, wantPercent, actualPercent }: DeployGroup): string {
  const want = percent(wantPercent);
  if (actualPercent === undefined) return `${harmless(name)} ${want}`;
  const actual = percent(actualPercent);
  return `${harmless(name)} ${actual}${actual === want ? "" : ` (want ${want})`}`;
}

/** A count for people: `41,208`. */
export function count(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 request`, `2 requests`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Parts side by side under a title; what does not fit goes on in lines below. */
export function wrapParts(
  title: string,
  parts: readonly string[],
  { columns = Infinity }: Pick<DeployViewOptions, "columns">,
): string[] {
  const indent = " ".repeat(textWidth(title));
  const lines: string[] = [];
  let line = title;
  let isEmpty = true;
  for (const part of parts.filter((text) => text !== "")) {
    const wider = textWidth(line) + textWidth(part) + (isEmpty ? 0 : 2);
    if (!isEmpty && wider > columns) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += (isEmpty ? "" : "  ") + part;
    isEmpty = false;
  }
  return [...lines, line];
}

/** Text under a title; what does not fit goes on in lines below, broken between words. */
export function wrapWords(
  title: string,
  text: string,
  { columns = Infinity }: Pick<DeployViewOptions, "columns">,
): string[] {
  const indent = " ".repeat(textWidth(title));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const isTooWide = textWidth(indent) + textWidth(line) + 1 + textWidth(word) > columns;
    if (line !== "" && isTooWide) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part, at) => (at === 0 ? title : indent) + part);
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${shortNumber(value)}`;
}

function shortNumber(value: number | null): string {
  return value === null ? "?" : String(Number(value.toPrecision(3)));
}
