import type { LogLine } from "@netops/core/contracts";
import { formatTimeOfDay } from "../print/age.ts";
import { type Paint, serviceStyle, type StyleName } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

const LEVEL_STYLES: Readonly<Record<LogLine["level"], StyleName>> = {
  debug: "dim",
  info: "green",
  warn: "yellow",
  error: "red",
};

const SAID_ELSEWHERE = new Set([
  "level",
  "lvl",
  "severity",
  "message",
  "msg",
  "time",
  "ts",
  "tsMs",
  "timestamp",
  "@timestamp",
  "pid",
  "hostname",
]);

/** How log lines are shown. */
export interface LogFormat {
  readonly paint: Paint;
  /** Columns that the longest instance id takes. */
  readonly nameWidth: number;
}

/** A log line for people: time, instance, level, text, and the fields of a JSON line. */
export function formatLogLine(line: LogLine, { paint, nameWidth }: LogFormat): string {
  const parts = [
    paint("dim", formatTimeOfDay(line.tsMs)),
    paint(serviceStyle(line.app), harmless(line.instance || line.app).padEnd(nameWidth)),
    paint(LEVEL_STYLES[line.level], line.level.padEnd(5)),
    readable(line, paint),
  ];
  return parts.join(" ");
}

/** What a line says: the message of a JSON line with its other fields behind, else its text. */
export function readable(line: LogLine, paint: Paint): string {
  const fields = line.fields ?? {};
  const message = [fields.message, fields.msg].find((value) => typeof value === "string");
  const isRawJson = line.text.trimStart().startsWith("{");
  const text = isRawJson && line.fields !== undefined ? message ?? "" : line.text;
  const others = Object.entries(fields)
    .filter(([key]) => !SAID_ELSEWHERE.has(key))
    .map(([key, value]) =>
      `${key}=${typeof value === "string" ? quoted(value) : JSON.stringify(value)}`
    );
  const tail = others.length === 0 ? "" : paint("dim", harmless(others.join(" ")));
  return [harmless(String(text)), tail].filter((part) => part !== "").join("  ");
}

function quoted(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
