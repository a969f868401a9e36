import type { TraceDocument, TraceSpan, TraceSummary } from "../records/records_api.ts";
import { formatAge, formatTimeOfDay } from "../print/age.ts";
import { type Paint, serviceStyle } from "../print/color.ts";
import { formatTable } from "../print/table.ts";
import { fitText, harmless, textWidth } from "../print/text_width.ts";

/** How a trace is shown. */
export interface TraceLook {
  readonly paint: Paint;
  /** Letters of every terminal instead of bars. */
  readonly plain: boolean;
  readonly columns: number;
  /** Where every span went, not only those that failed. */
  readonly verbose?: boolean;
}

const STATUS_COLUMNS = 9;
const TIME_COLUMNS = 7;
const LEAST_BAR = 12;
const DEEPEST = 8;
const NARROWEST = 60;

/** A trace for people: one line a span, with a bar where it lies in the time of the whole. */
export function traceLines(trace: TraceDocument, look: TraceLook): readonly string[] {
  const startMs = Math.min(...trace.spans.map((span) => span.startMs));
  const endMs = Math.max(...trace.spans.map((span) => span.startMs + span.durationMs));
  const frame = frameOf(trace, { ...look, startMs, endMs });
  const depths = depthsOf(trace.spans);
  const { paint } = look;
  return [
    paint("bold", trace.traceId),
    summaryLine(trace, { durationMs: endMs - startMs, paint }),
    axisLine(frame, endMs - startMs),
    ...trace.spans.flatMap((span) => spanLines(span, depths.get(span.spanId) ?? 0, frame)),
    ...(trace.droppedSpans > 0
      ? [paint("yellow", `${trace.droppedSpans} more spans were too many`)]
      : []),
  ];
}

interface Frame extends TraceLook {
  readonly startMs: number;
  readonly endMs: number;
  readonly serviceColumns: number;
  readonly nameColumns: number;
  readonly barColumns: number;
}

function frameOf(
  { spans }: TraceDocument,
  look: TraceLook & { readonly startMs: number; readonly endMs: number },
): Frame {
  const columns = Math.max(NARROWEST, look.columns);
  const longest = (texts: readonly string[]) => Math.max(...texts.map((text) => textWidth(text)));
  const serviceColumns = Math.min(14, longest(spans.map(({ service }) => oneLine(service))));
  const left = columns - serviceColumns - TIME_COLUMNS - STATUS_COLUMNS - 5;
  const names = longest(spans.map(({ name }) => oneLine(name))) + 2 * DEEPEST;
  const nameColumns = Math.min(names, Math.max(16, Math.floor(left / 2)), left - LEAST_BAR);
  return { ...look, columns, serviceColumns, nameColumns, barColumns: left - nameColumns };
}

function summaryLine(
  { spans }: TraceDocument,
  { durationMs, paint }: { readonly durationMs: number; readonly paint: Paint },
): string {
  const services = new Set(spans.map(({ service }) => service)).size;
  const errors = spans.filter(({ status }) => status === "error").length;
  const parts = [
    `${formatTimeOfDay(spans[0]?.startMs ?? 0)}`,
    formatSpan(durationMs),
    counted(spans.length, "span"),
    counted(services, "service"),
    ...(errors > 0 ? [paint("red", counted(errors, "error"))] : []),
  ];
  return parts.join(", ");
}

function axisLine(frame: Frame, durationMs: number): string {
  const end = formatSpan(durationMs);
  const before = " ".repeat(frame.serviceColumns + frame.nameColumns + 2);
  return frame.paint("dim", `${before}0${end.padStart(frame.barColumns - 1)}`);
}

function spanLines(span: TraceSpan, depth: number, frame: Frame): string[] {
  const { paint } = frame;
  const indent = " ".repeat(Math.min(depth, DEEPEST));
  const cell = (text: string, columns: number) => {
    const fitted = fitText(text, columns);
    return fitted + " ".repeat(Math.max(0, columns - textWidth(fitted)));
  };
  const line = [
    paint(serviceStyle(span.service), cell(oneLine(span.service), frame.serviceColumns)),
    cell(indent + oneLine(span.name), frame.nameColumns),
    barOf(span, frame),
    formatSpan(span.durationMs).padStart(TIME_COLUMNS),
    statusOf(span, paint),
  ].join(" ").trimEnd();
  const notes = notesOf(span, frame.verbose === true);
  const room = frame.columns - frame.serviceColumns - indent.length - 2;
  const note = `${" ".repeat(frame.serviceColumns + 1)}${indent} ${fitText(notes, room)}`;
  return notes === "" ? [line] : [line, paint("yellow", note)];
}

/** A failed span differs by the shape of its bar and by a word, not by colour alone. */
function barOf({ startMs, durationMs, status }: TraceSpan, frame: Frame): string {
  const { barColumns, paint, plain } = frame;
  const scale = barColumns / Math.max(frame.endMs - frame.startMs, 1e-6);
  const from = Math.min(barColumns - 1, Math.floor((startMs - frame.startMs) * scale));
  const length = Math.max(1, Math.min(barColumns - from, Math.round(durationMs * scale)));
  const failed = status === "error";
  const letter = plain ? (failed ? "x" : "=") : failed ? "▒" : "█";
  const bar = paint(failed ? "red" : "cyan", letter.repeat(length));
  return " ".repeat(from) + bar + " ".repeat(barColumns - from - length);
}

function statusOf({ status, attributes }: TraceSpan, paint: Paint): string {
  const number = codeOf(attributes);
  if (status === "error") return paint("red", `ERROR ${number}`.trimEnd());
  return number === "" ? "ok" : `ok ${number}`;
}

/** A status of HTTP, under the names of today, of before, and of our own calls. */
function codeOf(attributes: TraceSpan["attributes"]): string {
  const named = attributes["http.response.status_code"] ?? attributes["http.status_code"] ??
    attributes["code"];
  return /^[1-5]\d\d$/.test(String(named)) ? String(named) : "";
}

/** What happened to it, and of a span that failed where: its path, the instance that was called, why. */
function notesOf({ attributes, status }: TraceSpan, isVerbose: boolean): string {
  const told = status === "error" || isVerbose ? PLACES : MARKS;
  const notes = Object.entries(told).flatMap(([name, word]) => {
    const value = attributes[name];
    return value === undefined || value === "" ? [] : [`${word} ${value}`.trimStart()];
  });
  return oneLine(notes.join(", "));
}

const MARKS: Readonly<Record<string, string>> = {
  "netops.fault": "fault",
  "netops.breaker": "breaker",
};
const PLACES: Readonly<Record<string, string>> = {
  "url.path": "",
  upstream_instance: "to",
  "error.type": "",
  ...MARKS,
};

function depthsOf(spans: readonly TraceSpan[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { spanId, parentId } of spans) {
    const above = parentId === undefined ? undefined : depths.get(parentId);
    depths.set(spanId, above === undefined ? 0 : above + 1);
  }
  return depths;
}

/** Traces for people, newest first. */
export function traceTable(
  traces: readonly TraceSummary[],
  { paint, columns }: Pick<TraceLook, "paint" | "columns">,
): readonly string[] {
  const titles = ["TRACE", "STARTED", "TOOK", "SPANS", "WHAT"].map((title) => ({ title }));
  const rows = traces.map((trace) => [
    trace.traceId,
    formatTimeOfDay(trace.startMs),
    formatSpan(trace.durationMs),
    String(trace.spans),
    oneLine(whatOf(trace)),
  ]);
  return formatTable(titles, rows, { paint, columns });
}

function whatOf({ errors, faults, service, name }: TraceSummary): string {
  const marks = [
    ...(errors > 0 ? [counted(errors, "ERROR")] : []),
    ...faults.map((fault) => `fault ${fault}`),
  ];
  return [marks.join(", "), `${service} ${name}`].filter((part) => part !== "").join("  ");
}

/** A duration to the tenth of a ms where it is short: `0.4ms`, `12.5ms`, `870ms`, `3.2s`. */
function formatSpan(durationMs: number): string {
  return durationMs < 100 ? `${Number(durationMs.toFixed(1))}ms` : formatAge(durationMs);
}

function counted(count: number, noun: string): string {
  const isCapital = noun === noun.toUpperCase();
  return `${count} ${noun}${count === 1 ? "" : isCapital ? "S" : "s"}`;
}

/** What a stranger wrote, safe for a terminal and on one line. */
function oneLine(text: string): string {
  return harmless(text).replace(/[\t\n]/g, " ");
}
