import type { LogLevel } from "@netops/core";

/** A log line to keep. */
export interface LogRow {
  /** Wall ms. */
  readonly tsMs: number;
  readonly level: LogLevel;
  readonly app: string;
  readonly instance: string;
  /** `stdout`, `stderr`, or where else it came from, such as `otlp`. */
  readonly stream: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** 32 hex digits; read from the fields when left out. */
  readonly traceId?: string;
}

/** A log line that is kept; ids grow in order of arrival, not of time. */
export interface StoredLog extends LogRow {
  readonly id: number;
}

/** What an attribute of a span may be. */
export type SpanValue = string | number | boolean;

/** A span to keep. Names, kinds and statuses: OpenTelemetry. */
export interface SpanRow {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  /** Wall ms, with a fraction. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: "unset" | "ok" | "error";
  readonly attributes: Readonly<Record<string, SpanValue>>;
}

/** A trace as `netops trace ID --json` prints it; spans stand parents first, then by start. */
export interface TraceDocument {
  readonly schema: "netops.trace/v1";
  readonly traceId: string;
  readonly spans: readonly Omit<SpanRow, "traceId">[];
  /** Spans beyond the bound of a trace, which were not kept. */
  readonly droppedSpans: number;
}

/** A trace in a list. */
export interface TraceSummary {
  readonly traceId: string;
  /** Name and service of the root, or of the earliest span while the root is unknown. */
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly services: readonly string[];
  /** Ids of the faults that touched it. */
  readonly faults: readonly string[];
  /** Why it is kept: an error, slowness, a fault, a breaker, chance; `recent` while undecided. */
  readonly kept: "interesting" | "sampled" | "recent";
}

/** What was not kept, and why; whoever counts adds them up. */
export type OnDrop = (what: RecordKind, reason: string, count: number) => void;

/** The kinds of records. */
export type RecordKind = "logs" | "spans" | "events";
