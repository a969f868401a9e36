import type { LogLine } from "@netops/core/contracts";
import type { LogQuestion } from "../logs/log_filter.ts";
import { traceOf } from "../logs/trace_of.ts";
import type { FoundLine, FoundLogs, RecordsApi } from "./records_api.ts";

/** Log lines, oldest first, and how many there are in all. */
export interface PastLogs {
  readonly items: readonly LogLine[];
  readonly total: number;
}

/** As many as telemetry answers at once, and as far as it goes back. */
export const MOST_LINES = 10_000;
const MOST_AGE_MS = 86_400_000;

/**
 * The newest log lines from telemetry; undefined when the files of the home tell better: it cannot be asked,
 * has not read everything, or may know less than was asked for.
 */
export async function findPastLogs(
  records: Pick<RecordsApi, "logs">,
  question: LogQuestion,
  { count, nowMs }: { readonly count: number; readonly nowMs: number },
): Promise<PastLogs | undefined> {
  if (count < 1 || count > MOST_LINES) return undefined;
  const { services, level, traceId, sinceMs, grep, not } = question;
  const query = { service: services, level, trace: traceId, sinceMs, grep, not, limit: count };
  let found: FoundLogs;
  try {
    found = await records.logs(query);
  } catch {
    // Whatever telemetry cannot do, such as an expression that repeats too much, the files can.
    return undefined;
  }
  const isWhole = found.complete && found.skipped === 0 && found.behindBytes === 0;
  const isRecent = sinceMs !== undefined && sinceMs >= nowMs - MOST_AGE_MS;
  const isEnough = found.lines.length === count || (isRecent && found.lines.length > 0);
  if (!isWhole || !isEnough) return undefined;
  return { items: found.lines.map(asLogLine), total: found.total };
}

/** The line as its file has it. */
export function asLogLine({ id: _, traceId, ...line }: FoundLine): LogLine {
  const isSaid = traceId === undefined || traceOf(line) === traceId;
  return isSaid ? line : { ...line, fields: { ...line.fields, traceId } };
}
