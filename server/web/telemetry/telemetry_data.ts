import type { Clock } from "@netops/core";
import { literalPattern } from "../view/shell_word.ts";
import { type OpsView, parseOpsView, rangeMs } from "../view/view_url.ts";
import { boundLines, boundSpans, type LogsDocument, MOST_LINES } from "./bound_records.ts";
import { chartOf, gridOf, type MatrixRow } from "./chart_view.ts";
import type {
  ChartView,
  DataAnswer,
  DataKind,
  DataValues,
  FoundLines,
  Span,
  TimelineView,
  TraceList,
  TraceRow,
  TraceView,
} from "./data_answer.ts";
import type { KnownEvent } from "./known_event.ts";
import { chooseTraces, LOOKED_TRACES } from "./find_traces.ts";
import { explainFailure, type TelemetryReader } from "./telemetry_reader.ts";

/** The range of charts when the view names none. */
const CHART_RANGE_MS = 300_000;
const MOST_EVENTS = 2_000;
/** A trace's events may come so much later than its spans. */
const AFTER_TRACE_MS = 60_000;
const NO_LINES: FoundLines = { lines: [], complete: false, isCut: false };

/** What telemetry can be asked for. */
export type TelemetryKind = Exclude<
  DataKind,
  "chaos" | "kinds" | "run" | "deploys" | "deploy" | "cohorts" | "loads"
>;

/** Makes what the page shows of what telemetry knows; every failure is an answer in words. */
export class TelemetryData {
  readonly #reader: Pick<TelemetryReader, "read">;
  readonly #clock: Clock;

  /** Reads by this reader. */
  constructor(options: {
    readonly reader: Pick<TelemetryReader, "read">;
    readonly clock: Clock;
  }) {
    this.#reader = options.reader;
    this.#clock = options.clock;
  }

  /** Answers one kind of data; `search` is a view's query string, as in the page's own URL. */
  async load<Kind extends TelemetryKind>(
    kind: Kind,
    search: string,
  ): Promise<DataAnswer<DataValues[Kind]>> {
    const view = parseOpsView(search);
    try {
      const value = await this.#value(kind, view) as DataValues[Kind];
      return { ok: true, atMs: this.#clock.nowMs(), value };
    } catch (thrown) {
      return { ok: false, atMs: this.#clock.nowMs(), ...explainFailure(thrown) };
    }
  }

  #value(kind: TelemetryKind, view: OpsView): Promise<DataValues[TelemetryKind]> {
    switch (kind) {
      case "traces":
        return this.#traces(view);
      case "trace":
        return this.#trace(view.trace);
      case "logs":
        return this.#logs(view);
      case "timeline":
        return this.#timeline(this.#sinceMs(view.range) ?? this.#clock.nowMs() - CHART_RANGE_MS);
      case "chart":
        return this.#chart(view);
    }
  }

  async #traces(view: OpsView): Promise<TraceList> {
    const document = await this.#reader.read("/v1/traces", {
      service: view.app,
      failed: view.only === "failed" ? "true" : undefined,
      fault: view.fault,
      sinceMs: this.#sinceMs(view.range),
      limit: LOOKED_TRACES,
    });
    return chooseTraces((document as { traces: readonly TraceRow[] }).traces, view);
  }

  async #trace(id: string): Promise<TraceView> {
    const trace = await this.#reader.read(`/v1/traces/${encodeURIComponent(id)}`) as {
      readonly traceId: string;
      readonly spans: readonly Span[];
      readonly droppedSpans: number;
    };
    const { traceId, droppedSpans } = trace;
    const spans = boundSpans(trace.spans);
    try {
      const [lines, events] = await Promise.all([
        this.#logs({ ...parseOpsView(""), trace: traceId }),
        this.#eventsOf(traceId, spans),
      ]);
      return { traceId, spans, droppedSpans, lines, events };
    } catch (thrown) {
      const missing = explainFailure(thrown).error;
      return { traceId, spans, droppedSpans, lines: NO_LINES, events: [], missing };
    }
  }

  async #eventsOf(traceId: string, spans: readonly Span[]): Promise<readonly KnownEvent[]> {
    const starts = spans.map((span) => span.startMs);
    const ends = spans.map((span) => span.startMs + span.durationMs);
    const { events } = await this.#readTimeline({
      sinceMs: Math.floor(Math.min(...starts)) - 1_000,
      untilMs: Math.ceil(Math.max(...ends)) + AFTER_TRACE_MS,
      limit: MOST_EVENTS,
    });
    return events.filter((event) => event.traceId?.toLowerCase() === traceId);
  }

  async #logs(view: OpsView): Promise<FoundLines> {
    const document = await this.#reader.read("/v1/logs", {
      grep: literalPattern(view.filter.trim()),
      app: view.app,
      trace: view.trace,
      level: view.level === "debug" ? undefined : view.level,
      sinceMs: this.#sinceMs(view.range),
      limit: MOST_LINES,
    });
    return boundLines(document as LogsDocument);
  }

  async #timeline(sinceMs: number): Promise<TimelineView> {
    const { events } = await this.#readTimeline({ sinceMs, limit: MOST_EVENTS });
    return { events, isCut: events.length >= MOST_EVENTS };
  }

  async #readTimeline(
    query: Readonly<Record<string, number>>,
  ): Promise<{ readonly events: readonly KnownEvent[] }> {
    return await this.#reader.read("/v1/timeline", query) as { events: readonly KnownEvent[] };
  }

  async #chart({ query, range }: OpsView): Promise<ChartView> {
    const grid = gridOf(rangeMs(range) ?? CHART_RANGE_MS, this.#clock.nowMs());
    const answer = await this.#reader.read("/api/v1/query_range", {
      query,
      start: grid.fromMs / 1000,
      end: (grid.fromMs + (grid.steps - 1) * grid.stepMs) / 1000,
      step: grid.stepMs / 1000,
    });
    const { data } = answer as { data: { result: readonly MatrixRow[] } };
    return chartOf(query, data.result, grid);
  }

  #sinceMs(range: OpsView["range"]): number | undefined {
    const length = rangeMs(range);
    return length === undefined ? undefined : Math.floor(this.#clock.nowMs() - length);
  }
}
