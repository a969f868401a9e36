import type { LogLevel } from "@netops/core";
import type { FoundLog } from "./log_folder.ts";
import type { LogRow } from "./record_rows.ts";

/** Reads a line of a log file; undefined when it is broken. */
export function readTailedLine(text: string): LogRow | undefined {
  let line: Partial<Record<keyof LogRow, unknown>> | null;
  try {
    line = JSON.parse(text) as typeof line;
  } catch {
    return undefined;
  }
  if (typeof line !== "object" || line === null) return undefined;
  const { tsMs, level, app, instance, stream, fields } = line;
  const isWhole = typeof tsMs === "number" && typeof line.text === "string" &&
    typeof app === "string" && typeof instance === "string";
  if (!isWhole) return undefined;
  const isObject = typeof fields === "object" && fields !== null && !Array.isArray(fields);
  return {
    ...{ tsMs, app, instance, text: line.text as string },
    level: String(level) as LogLevel,
    stream: typeof stream === "string" ? stream : "stdout",
    ...(isObject ? { fields: fields as Record<string, unknown> } : {}),
  };
}

/** What stands for a line that was too long to be read: its beginning, and a mark. */
export function cutLine(beginning: string, { instance }: FoundLog, tsMs: number): LogRow {
  const app = /^(.+)-v\d+-/.exec(instance)?.[1] ?? instance;
  const text = `${beginning.slice(0, 16_384)}… [cut: more than 256 KB]`;
  return { tsMs, level: "warn", app, instance, stream: "stdout", text };
}
