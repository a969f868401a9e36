import { createFleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import type { DropCounter, ForwardedLine, LogSink, SpanSink } from "./intake/mod.ts";
import {
  followEvents,
  LogTail,
  openRecordStore,
  type RecordStore,
  traceOf,
} from "./records/mod.ts";

/** Logs, spans and events, and what brings them. */
export interface Records {
  readonly store: RecordStore;
  readonly tail: LogTail;
  readonly spans: SpanSink;
  readonly logs: LogSink;
  close(): void;
}

/** Rows that may wait for the disk before senders of OTLP have to wait, too. */
const MOST_WAITING = 8_000;

/** What records are given. */
export interface StartRecordsOptions {
  readonly retentionMs: number;
  readonly onDrop: DropCounter;
  /** Hears what processes write to their standard streams. */
  readonly onLines?: ((lines: readonly ForwardedLine[]) => void) | undefined;
}

/** Opens the records, follows the log files of this home, and the time line of fleet. */
export function startRecords(
  context: ServiceContext,
  { retentionMs, onDrop, onLines }: StartRecordsOptions,
): Records {
  const { boot, host, logger, signal } = context;
  const { clock, timer } = host;
  const store = openRecordStore({
    ...{ path: `${boot.dataDir}/records.db`, clock, timer, onDrop },
    retention: { mostAgeMs: retentionMs },
    onAside: (reason, path) => logger.log("error", "records set aside", { reason, path }),
  });
  if (store.wasKilled) {
    const lost = "what came within its last 250 ms";
    logger.log("warn", "records were not closed by the last process", { lost });
  }
  const tail = new LogTail({
    dir: `${boot.home}/logs`,
    store,
    clock,
    timer,
    onDrop,
    mostAgeMs: retentionMs,
    onStored: (rows) => onLines?.(rows.map((row) => ({ ...row, traceId: traceOf(row.fields) }))),
  });
  tail.start();
  const http = host.createHttpClient();
  const fleet = createFleetClient({ fleetUrl: boot.fleetUrl, token: boot.token, http });
  void followEvents({ fleet, store, runId: boot.runId, timer, logger, signal });
  const isFull = () => store.figures().waiting > MOST_WAITING;
  return {
    ...{ store, tail },
    // What finds no room is counted by the store.
    spans: { take: (rows) => (store.addSpans(rows), 0), isFull },
    logs: { take: (rows) => (store.addLogs(rows), 0), isFull },
    close: () => {
      tail.stop();
      store.close();
      http.close();
    },
  };
}
