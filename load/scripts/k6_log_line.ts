import type { SessionLine } from "../session/session_line.ts";

/** What a line of k6's log is to the runner. */
export type K6LogLine =
  | { readonly kind: "session"; readonly line: SessionLine }
  | {
    readonly kind: "error";
    readonly message: string;
    /** Whether a script threw: in an iteration, or while k6 read it. */
    readonly isException: boolean;
  }
  /** Warnings, and what a script says for people. */
  | { readonly kind: "talk"; readonly text: string };

const SESSION_LINES: ReadonlySet<string> = new Set(["start", "mark", "end"]);
/** A promise that nobody caught; k6 gives it no `source`. */
const UNCAUGHT = /^Uncaught \(in promise\)/;

/**
 * Reads one line of what `k6 run --log-format json` writes to its stderr.
 *
 * ```text
 * K6_NO_USAGE_REPORT=true K6_AUTO_EXTENSION_RESOLUTION=false NETOPS_LOAD_ORDER=… NETOPS_LOAD_ACCOUNTS=… \
 *   NETOPS_LOAD_SUMMARY=… k6 run --quiet --no-color --log-format json --address "" --local-ips FROM-TO \
 *   load/scripts/built/PRESET.js
 *
 * {"level":"info","source":"console","msg":"{\"type\":\"start\",…}"}      console.log of a SessionLine
 * {"level":"error","source":"console","msg":"…"}                          console.error
 * {"level":"error","source":"stacktrace","scenario":"…","msg":"Error: …"}  an iteration threw
 * {"level":"error","executor":"…","msg":"Uncaught (in promise) Error: …"}  an async iteration threw
 * {"level":"error","hint":"script exception","msg":"Error: …"}            the script threw while it was read
 * {"level":"warning","msg":"Request Failed","error":"…"}                   a request failed
 * ```
 *
 * Text that is no JSON (a crash of k6 itself) is an error. Source: k6 1.8.1 and 2, measured.
 */
export function parseK6LogLine(text: string): K6LogLine | undefined {
  if (text.trim() === "") return undefined;
  const log = readObject(text);
  if (log === undefined) return { kind: "error", message: text, isException: false };
  const said = String(log["msg"] ?? "");
  const error = log["error"] === undefined ? "" : `: ${String(log["error"])}`;
  const { level, source } = log;
  if (source === "console" && level === "info") {
    return sessionOf(said) ?? { kind: "talk", text: said };
  }
  const isGrave = level === "error" || level === "fatal" || level === "panic";
  if (!isGrave) return { kind: "talk", text: said + error };
  const isException = source === "stacktrace" || log["hint"] === "script exception" ||
    UNCAUGHT.test(said);
  return { kind: "error", message: said.trimEnd() + error, isException };
}

function sessionOf(said: string): K6LogLine | undefined {
  if (!said.startsWith('{"type":"')) return undefined;
  const line = readObject(said);
  if (line === undefined || !SESSION_LINES.has(String(line["type"]))) return undefined;
  return { kind: "session", line: line as unknown as SessionLine };
}

function readObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
