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
    severe: "error",
    critical: "error",
    crit: "error",
    alert: "error",
    emerg: "error",
    emergency: "error",
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

/** Where loggers that write JSON put the level. */
const LEVEL_FIELDS = ["level", "severity", "lvl", "levelname", "log.level", "loglevel"] as const;
const JSON_LEVEL = /"(?:level|severity|lvl|levelname|log\.level|loglevel)"\s*:\s*(?:"(\w+)"|(\d+))/;

// deno-lint-ignore no-control-regex -- colours stand between a word and its brackets
const COLOUR = /\x1b\[[0-9;]*m/g;
/** Syslog and sd-daemon: facility × 8 + severity. Source: RFC 5424, 6.2.1; sd-daemon(3). */
const PRIORITY = /^<(\d{1,3})>/;
/** The header of glog and klog. */
const KLOG = /^([IWEF])\d{4} \d\d:/;
const LOGFMT = /(?:^|\s)(?:level|lvl|severity)="?(\w+)/;
const WORDS = "trace|debug|info|notice|warn|warning|error|err|fatal|critical|crit|alert|emerg";
/** After a time, if any: `error: …`, `[error] …`. */
const START_WORD = new RegExp(
  String.raw`^\s*(?:\[?\d\S*\s+){0,3}(?:(${WORDS}):|\[(${WORDS})\])`,
  "i",
);
const LEVEL_WORD = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b/;
const ERROR_START = /^\s*(\w*(Error|Exception)\b|Traceback \(most recent|panic:|fatal:)/;
/** A level stands near the beginning. */
const HEAD_CHARS = 200;

/**
 * Reads a line of a service: its level, its message, and the fields when it is JSON.
 *
 * Plain text says its level as syslog, klog or logfmt do, or with a word at its beginning, or with the
 * upper-case word that it holds; it is `error` when it looks like one, else `info`. JSON that is cut keeps
 * the level that is left of it.
 */
export function parseLogText(raw: string): Pick<LogLine, "level" | "text" | "fields"> {
  const isObject = raw.startsWith("{");
  const fields = isObject ? parseObject(raw) : undefined;
  if (fields === undefined) {
    const cut = isObject ? JSON_LEVEL.exec(raw) : null;
    const level = cut === null ? levelOfText(raw) : levelOfField(cut[1] ?? Number(cut[2]));
    return { level, text: raw };
  }
  const { level: _, msg, message, ...rest } = fields;
  const text = typeof message === "string" ? message : typeof msg === "string" ? msg : raw;
  const named = LEVEL_FIELDS.find((name) => fields[name] !== undefined) ?? "level";
  return { level: levelOfField(fields[named]), text, fields: rest };
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
  return levelOfWord(String(level)) ?? "info";
}

function levelOfWord(word: string | undefined): Level | undefined {
  return word === undefined ? undefined : LEVELS.get(word.toLowerCase());
}

function levelOfText(raw: string): Level {
  const head = raw.slice(0, HEAD_CHARS).replace(COLOUR, "");
  const priority = PRIORITY.exec(head)?.[1];
  if (priority !== undefined) return levelOfSeverity(Number(priority) % 8);
  const letter = KLOG.exec(head)?.[1];
  if (letter !== undefined) return KLOG_LEVELS[letter] ?? "info";
  const start = START_WORD.exec(head);
  const said = levelOfWord(LOGFMT.exec(head)?.[1]) ?? levelOfWord(start?.[1] ?? start?.[2]);
  if (said !== undefined) return said;
  if (ERROR_START.test(head)) return "error";
  return levelOfWord(LEVEL_WORD.exec(head)?.[1]) ?? "info";
}

const KLOG_LEVELS: Readonly<Record<string, Level>> = {
  I: "info",
  W: "warn",
  E: "error",
  F: "error",
};

function levelOfSeverity(severity: number): Level {
  if (severity <= 3) return "error";
  if (severity === 4) return "warn";
  return severity === 7 ? "debug" : "info";
}
