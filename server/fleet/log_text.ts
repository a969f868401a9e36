import type { LogLine } from "@netops/core/contracts";

type Level = LogLine["level"];

const LEVELS: ReadonlyMap<string, Level> = new Map(Object.entries(
  {
    trace: "debug",
    debug: "debug",
    info: "info",
    notice: "info",
    warn: "warn",
    warning: "warn",
    error: "error",
    err: "error",
    fatal: "error",
    critical: "error",
    panic: "error",
  } as const,
));

/** pino and bunyan number their levels: 10 trace to 60 fatal. */
const NUMBERED_LEVELS: Readonly<Record<number, Level>> = {
  10: "debug",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "error",
};

const LEVEL_WORD = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b/;
const ERROR_START = /^\s*(\w*(Error|Exception)\b|Traceback \(most recent|panic:|fatal:)/;

/**
 * Reads a line of a service: its level, its message, and the fields when it is JSON.
 *
 * Plain text gets the level whose upper-case word it holds, `error` when it looks like one, else
 * `info`.
 */
export function parseLogText(raw: string): Pick<LogLine, "level" | "text" | "fields"> {
  const fields = raw.startsWith("{") ? parseObject(raw) : undefined;
  if (fields === undefined) return { level: levelOfText(raw), text: raw };
  const { level, msg, message, ...rest } = fields;
  const text = typeof message === "string" ? message : typeof msg === "string" ? msg : raw;
  return { level: levelOfField(level), text, fields: rest };
}

function parseObject(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

function levelOfField(level: unknown): Level {
  if (typeof level === "number") return NUMBERED_LEVELS[level] ?? "info";
  return LEVELS.get(String(level).toLowerCase()) ?? "info";
}

function levelOfText(raw: string): Level {
  if (ERROR_START.test(raw)) return "error";
  const word = LEVEL_WORD.exec(raw.slice(0, 120))?.[1];
  return word === undefined ? "info" : LEVELS.get(word.toLowerCase()) ?? "info";
}
