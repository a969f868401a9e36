import { type Logger, NetopsError, type Timer } from "@netops/core";
import { createApp } from "@netops/core/service";
import type { Hono } from "hono";
import { prepareLogQuery } from "./log_query.ts";
import { logStream } from "./log_stream.ts";
import type { LogTail } from "./log_tail.ts";
import {
  readLogsRequest,
  readLogsStream,
  readTimelineRequest,
  readTracesRequest,
} from "./read_record_query.ts";
import type { RecordStore } from "./record_store.ts";

/** What the skin works with. */
export interface RecordsAppOptions {
  readonly store: RecordStore;
  /** Log files that are read before an answer, so that it holds what was written until now. */
  readonly tail?: Pick<LogTail, "turn" | "behindBytes">;
  /** Clocks that are off of those who say something, for the time line; none when left out. */
  readonly skewed?: (from: ReadonlySet<string>) => readonly unknown[];
  readonly timer: Timer;
  readonly logger: Logger;
  /** Ends streams when it aborts. */
  readonly signal: AbortSignal;
}

const TRACE_ID = /^[0-9a-f]{1,64}$/i;

/** Makes the routes that read logs, traces and the time line: `GET /v1/{logs,logs/stream,traces,timeline}`. */
export function createRecordsApp(options: RecordsAppOptions): Hono {
  const app = createApp(options.logger);
  addLogRoutes(app, options);
  addTraceRoutes(app, options);
  app.get("/v1/timeline", (context) => {
    const events = options.store.timeline(readTimelineRequest(context.req.url));
    const skewed = options.skewed?.(new Set(events.map(({ actor }) => actor))) ?? [];
    const clocks = skewed.length === 0 ? {} : { skewed };
    return context.json({ schema: "netops.timeline/v1", events, ...clocks });
  });
  return app;
}

function addLogRoutes(app: Hono, { store, tail, timer, signal }: RecordsAppOptions): void {
  app.get("/v1/logs", async (context) => {
    const { query, limit, count } = readLogsRequest(context.req.url);
    tail?.turn();
    const page = await store.findLogs(query, { limit, count, signal: context.req.raw.signal });
    const behindBytes = tail?.behindBytes ?? 0;
    return context.json({ schema: "netops.logs/v1", ...page, behindBytes });
  });
  app.get("/v1/logs/stream", (context) => {
    const { query, after } = readLogsStream(context.req.url);
    const condition = prepareLogQuery(query);
    const afterId = after ?? lastEventId(context.req.raw.headers) ?? store.lastLogId;
    return logStream({ store, condition, afterId, timer, signal });
  });
}

function addTraceRoutes(app: Hono, { store }: RecordsAppOptions): void {
  app.get("/v1/traces", (context) => {
    const traces = store.findTraces(readTracesRequest(context.req.url));
    return context.json({ schema: "netops.traces/v1", traces });
  });
  app.get("/v1/traces/:id", (context) => {
    const id = context.req.param("id");
    if (!TRACE_ID.test(id)) {
      throw new NetopsError("REQUEST_INVALID", "Cannot take a trace id that is not of hex digits");
    }
    const trace = store.trace(id.toLowerCase());
    if (trace !== undefined) return context.json(trace);
    throw new NetopsError("NOT_FOUND", `Cannot find a trace with the id ${id}`, {
      fix: "netops trace find, for those that are kept",
    });
  });
}

/** Where a reader that comes back wants to go on. Source: WHATWG HTML, server-sent events, Last-Event-ID. */
function lastEventId(headers: Headers): number | undefined {
  const text = headers.get("last-event-id") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
