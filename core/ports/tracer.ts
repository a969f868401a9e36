import type { TraceContext } from "../nouns/trace_context.ts";

/** What a span may say about itself. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work that is over. Names and kinds: OpenTelemetry. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  /** Wall ms. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: "unset" | "ok" | "error";
  readonly attributes: SpanAttributes;
}

/** What is known of a piece of work when it begins. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanRecord["kind"];
  /** What it is a part of; without one a trace begins here, and is kept as the sampler says. */
  readonly parent?: TraceContext | undefined;
  /** Wall ms; now when left out. */
  readonly startMs?: number;
  /** Monotonic ms, where its beginner has looked at the clock already; now when left out. */
  readonly beganAtMs?: number;
  /** What an operator will look for, a change of the platform itself: kept whatever was decided for its trace. */
  readonly isOperator?: boolean;
}

/** What is known when it ends. */
export interface SpanEnd {
  readonly status: SpanRecord["status"];
  /** Made only when the span is kept, where it is a function. */
  readonly attributes: SpanAttributes | (() => SpanAttributes);
  /** A fault had a part in it: kept whatever was decided for its trace. */
  readonly isTouched?: boolean;
  /** Monotonic ms, where whoever ends it has looked at the clock already; now when left out. */
  readonly endedAtMs?: number;
}

/** A piece of work that has begun. */
export interface ActiveSpan {
  /** What is told to everything that is a part of it. */
  readonly context: TraceContext;
  /** Ends it: it is kept when its trace is, when it failed, or when it took long. */
  end(end: SpanEnd): void;
}

/** Makes spans; never blocks and never throws. */
export interface Tracer {
  begin(start: SpanStart): ActiveSpan;
}

/** Carries the trace of a request through everything that it calls and awaits. */
export interface TraceScope {
  run<T>(context: TraceContext, work: () => T): T;
  current(): TraceContext | undefined;
}
