import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { LogRow, SpanRow } from "./record_rows.ts";
import { openRecordStore, type RecordStore, type RecordStoreOptions } from "./record_store.ts";

/** When the tests take place, wall ms. */
export const NOW_MS = 1_800_000_000_000;

/** A store whose time stands still, and what it dropped by `kind/reason`. */
export interface TestRecords {
  readonly store: RecordStore;
  readonly timer: FakeTimer;
  readonly dropped: Map<string, number>;
  readonly asides: [reason: string, path: string][];
}

/** Opens records in memory, or in a file, over a clock of its own. */
export function openTestRecords(
  options: Partial<Pick<RecordStoreOptions, "path" | "retention">> = {},
): TestRecords {
  const timer = new FakeTimer(new FakeClock(NOW_MS));
  const dropped = new Map<string, number>();
  const asides: [string, string][] = [];
  const store = openRecordStore({
    path: ":memory:",
    ...options,
    ...{ clock: timer.clock, timer },
    onDrop: (kind, reason, count) => {
      const key = `${kind}/${reason}`;
      dropped.set(key, (dropped.get(key) ?? 0) + count);
    },
    onAside: (reason, path) => asides.push([reason, path]),
  });
  return { store, timer, dropped, asides };
}

/** A log line a second before the tests take place. */
export function logRow(text: string, more: Partial<LogRow> = {}): LogRow {
  const place = { app: "hello", instance: "hello-1", stream: "stdout" };
  return { tsMs: NOW_MS - 1_000, level: "info", ...place, text, ...more };
}

/** A span of 10 ms a second before the tests take place. */
export function spanRow(traceId: string, spanId: string, more: Partial<SpanRow> = {}): SpanRow {
  return {
    ...{ traceId, spanId, service: "gateway", instance: "gateway-1", name: "GET /hello" },
    ...{ kind: "server", startMs: NOW_MS - 1_000, durationMs: 10, status: "ok", attributes: {} },
    ...more,
  };
}
