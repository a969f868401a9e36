import { NetopsError } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { traceOf } from "./trace_of.ts";

const LEVELS: readonly LogLine["level"][] = ["debug", "info", "warn", "error"];

/** Which lines are wanted. */
export interface LogQuestion {
  /** Applications and instance ids; none means all. */
  readonly services: readonly string[];
  readonly sinceMs: number | undefined;
  readonly grep: readonly string[];
  readonly not: readonly string[];
  readonly level: LogLine["level"] | undefined;
  readonly traceId?: string | undefined;
}

/** Whether a line is wanted. */
export type LogFilter = (line: LogLine) => boolean;

/**
 * Makes a filter; every `grep` must match and no `not` may, against text and fields.
 *
 * @throws {NetopsError} USAGE when a pattern is no regular expression.
 */
export function createLogFilter(question: LogQuestion): LogFilter {
  const services = new Set(question.services);
  const wanted = question.grep.map((text) => pattern(text, "--grep"));
  const unwanted = question.not.map((text) => pattern(text, "--not"));
  const least = question.level === undefined ? 0 : LEVELS.indexOf(question.level);
  const sinceMs = question.sinceMs ?? -Infinity;
  const traceId = question.traceId?.toLowerCase();
  return (line) => {
    if (line.tsMs < sinceMs || LEVELS.indexOf(line.level) < least) return false;
    if (services.size > 0 && !services.has(line.app) && !services.has(line.instance)) return false;
    if (traceId !== undefined && traceOf(line) !== traceId) return false;
    if (wanted.length + unwanted.length === 0) return true;
    const text = line.fields === undefined
      ? line.text
      : `${line.text} ${JSON.stringify(line.fields)}`;
    return wanted.every((each) => each.test(text)) && !unwanted.some((each) => each.test(text));
  };
}

/** Reads one line of a log file; undefined when it is broken (a crash may cut the last one). */
export function parseLogLine(text: string): LogLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<LogLine> | null;
    const whole = typeof line?.tsMs === "number" && typeof line.text === "string" &&
      typeof line.app === "string" && typeof line.instance === "string";
    if (!whole) return undefined;
    const level = LEVELS.includes(line.level as LogLine["level"]) ? line.level : "info";
    return { ...line, level } as LogLine;
  } catch {
    return undefined;
  }
}

function pattern(text: string, option: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch (cause) {
    throw new NetopsError("USAGE", `Cannot read "${text}" of ${option} as a regular expression`, {
      fix: "escape its special characters with a backslash",
      cause,
    });
  }
}
