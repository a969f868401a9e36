import type { Timer } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import type { LogFilter, LogQuestion } from "../logs/log_filter.ts";
import { asLogLine, MOST_LINES, type PastLogs } from "./find_past_logs.ts";
import type { RecordsApi } from "./records_api.ts";

const RETRY_MS = 1_000;

/** Lines that were sent over OTLP, and where following them goes on. */
export interface SentLogs extends PastLogs {
  /** Undefined when telemetry was not asked. */
  readonly cursor: number | undefined;
}

/** What is known of lines over OTLP where nobody can be asked. */
export const NO_SENT_LOGS: SentLogs = { items: [], total: 0, cursor: undefined };

/**
 * The newest lines that were sent over OTLP: they stand in no file, so only telemetry knows them.
 *
 * @throws {NetopsError} REQUEST_INVALID for an expression that may repeat too much, or as HTTP does.
 */
export async function findSentLogs(
  records: Pick<RecordsApi, "logs">,
  question: LogQuestion,
  count: number,
): Promise<SentLogs> {
  const { services, level, traceId, sinceMs, grep, not } = question;
  const wanted = { service: services, level, trace: traceId, sinceMs, grep, not };
  const limit = Math.max(1, Math.min(count, MOST_LINES));
  const found = await records.logs({ ...wanted, stream: "otlp", limit });
  return { items: found.lines.map(asLogLine), total: found.total, cursor: found.cursor };
}

/** What following lines over OTLP needs. */
export interface FollowSentOptions {
  /** Telemetry of the run that lives now; undefined when there is none. */
  readonly connect: () => Promise<Pick<RecordsApi, "sentLogs"> | undefined>;
  readonly filter: LogFilter;
  /** Where the lines that are known already end. */
  readonly cursor: number | undefined;
  readonly timer: Timer;
  readonly signal: AbortSignal;
}

/** Lines that come over OTLP, as they come; asks again every second while nobody answers. */
export async function* followSentLogs(options: FollowSentOptions): AsyncGenerator<LogLine> {
  for await (const line of comingLines(options)) if (options.filter(line)) yield line;
}

async function* comingLines(options: FollowSentOptions): AsyncGenerator<LogLine> {
  const { connect, timer, signal } = options;
  let { cursor } = options;
  while (!signal.aborted) {
    try {
      const records = await connect();
      for await (const line of records?.sentLogs(cursor, signal) ?? []) {
        cursor = line.id;
        yield asLogLine(line);
      }
    } catch {
      // Telemetry is gone, or not there yet: the files go on meanwhile.
    }
    await timer.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}
