import type { LabelSet } from "../model/label_set.ts";
import type { SeriesRank } from "../model/series_rank.ts";

/** An observation that is remembered with the trace that it belongs to. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId?: string;
  readonly value: number;
  readonly tsMs: number;
}

/** What a family of series says about itself. */
export interface FamilyFacts {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** Takes samples. Nothing here blocks and nothing throws for what a stranger sends. */
export interface SampleSink {
  /**
   * The number of a series, known or new; undefined when it is refused, which the sink counts.
   * `owner` is who brings it, for bounds of single owners; `rank` says how full the store may be, that of a
   * guest when left out.
   */
  refOf(
    labels: LabelSet,
    owner: string,
    options?: { readonly rank?: SeriesRank | undefined },
  ): number | undefined;
  /**
   * Takes one sample. False when the number means no series any more: then it is asked for anew.
   * A sample refused for its time or for want of room is counted by the sink, and true.
   */
  append(ref: number, tsMs: number, value: number): boolean;
  /**
   * Whether a series has no sample yet. Where a sink cannot tell, a counter that is new begins with its first
   * value, not with 0.
   */
  isUnwritten?(ref: number): boolean;
  /** Says that a series ends here. */
  appendStale(ref: number, tsMs: number): void;
  /** Takes an example of a series. */
  exemplar?(ref: number, exemplar: Exemplar): void;
  /** Takes what is said about a family. */
  describe?(family: string, facts: FamilyFacts): void;
  /** Ends one delivery: what was taken becomes durable and readable. */
  commit?(): void;
  /** Whether senders have to wait. */
  isFull?(): boolean;
}

/** What a span may say about itself; what is no scalar is JSON text, NaN and the like are text. */
export type SpanFields = Readonly<Record<string, string | number | boolean>>;

/** Something that happened within a span. */
export interface SpanEventRow {
  readonly tsMs: number;
  readonly name: string;
  readonly attributes: SpanFields;
}

/** A piece of work that is over, whoever reported it. */
export interface SpanRow {
  /** 32 hex digits in lower case. */
  readonly traceId: string;
  /** 16 hex digits in lower case. */
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  /** Wall ms. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: "unset" | "ok" | "error";
  /** Those of the resource that are no name of the service stand under `resource.`. */
  readonly attributes: SpanFields;
  readonly events?: readonly SpanEventRow[];
}

/** A line of a log, whoever reported it. */
export interface LogRow {
  readonly tsMs: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly app: string;
  readonly instance: string;
  /** Where it came from. */
  readonly stream: "otlp";
  readonly text: string;
  /** Plain JSON, without NaN. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** Takes spans. */
export interface SpanSink {
  /** Takes spans and says how many it had no room for, which it counts. */
  take(spans: readonly SpanRow[]): number;
  /** Whether senders have to wait. */
  isFull?(): boolean;
}

/** Takes lines of logs. */
export interface LogSink {
  /** Takes lines and says how many it had no room for, which it counts. */
  take(lines: readonly LogRow[]): number;
  /** Whether senders have to wait. */
  isFull?(): boolean;
}

/** Hears what was lost; `what` is samples, series, spans, logs, scrapes or bytes. */
export type DropCounter = (what: string, reason: string, count: number) => void;
