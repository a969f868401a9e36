import type { ChaosLists, KindList, RunView } from "../chaos/chaos_values.ts";
import type { ExecutionView } from "@netops/core/contracts";
import type { DeployLists } from "../deploy/deploy_values.ts";
import type { LoadDetail, LoadRow } from "../load/load_values.ts";
import type { KnownEvent } from "./known_event.ts";

/** Why there is no answer: nobody answers, the question was refused, or there is no such thing. */
export type NoDataReason = "down" | "refused" | "unknown";

/** What the page hears of telemetry: a value, or in words why there is none. */
export type DataAnswer<Value> =
  | { readonly ok: true; readonly atMs: number; readonly value: Value }
  | {
    readonly ok: false;
    readonly atMs: number;
    readonly why: NoDataReason;
    readonly error: string;
  };

/** A trace in a list. */
export interface TraceRow {
  readonly traceId: string;
  readonly name: string;
  readonly service: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly services: readonly string[];
  readonly faults: readonly string[];
}

/** Traces that fit, and how many were looked at to find them. */
export interface TraceList {
  readonly traces: readonly TraceRow[];
  readonly looked: number;
  /** Whether telemetry may know more than were looked at. */
  readonly isCut: boolean;
}

/** A log line that was found. */
export interface FoundLine {
  readonly id: number;
  readonly tsMs: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly app: string;
  readonly instance: string;
  readonly text: string;
  /** Fields of a line that was JSON itself. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
}

/** The newest lines that fit, oldest first. */
export interface FoundLines {
  readonly lines: readonly FoundLine[];
  /** Whether everything was looked at that had to be. */
  readonly complete: boolean;
  /** Whether there may be earlier ones. */
  readonly isCut: boolean;
}

/** One span of a trace. */
export interface Span {
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: "unset" | "ok" | "error";
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** A trace with all that is known of it; parents stand before their children. */
export interface TraceView {
  readonly traceId: string;
  readonly spans: readonly Span[];
  readonly droppedSpans: number;
  readonly lines: FoundLines;
  readonly events: readonly KnownEvent[];
  /** What of lines and events could not be read, in words. */
  readonly missing?: string;
}

/** A series of a chart. */
export interface ChartSeries {
  /** What tells it from the others. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** One for each step; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** What a PromQL query was over a time. */
export interface ChartView {
  readonly query: string;
  readonly fromMs: number;
  readonly stepMs: number;
  readonly steps: number;
  readonly series: readonly ChartSeries[];
  /** How many series the answer had; those with the highest peaks are shown. */
  readonly total: number;
}

/** One metric of one look over time: the baseline first, then the canary. */
export interface CohortChart extends ChartView {
  /** When the look ended; 0 when none is stored. */
  readonly toMs: number;
  /** Names of the metrics that the look has points of. */
  readonly metrics: readonly string[];
  /** What the points are, in words. */
  readonly note: string;
}

/** What the view of loads shows. */
export interface LoadsView {
  /** The newest 30. */
  readonly rows: readonly LoadRow[];
  readonly total: number;
  /** The load that was asked for, else the newest that runs. */
  readonly shown?: LoadDetail;
  /** Of the one that is shown, in the order of `LOAD_CHARTS`. */
  readonly charts: readonly ChartView[];
  /** Why there are no charts; empty when there are. */
  readonly chartsAway: string;
}

/** Events of a time, oldest first. */
export interface TimelineView {
  readonly events: readonly KnownEvent[];
  /** Whether there were more; the newest are kept. */
  readonly isCut: boolean;
}

/** Every slot of the page with what stands in it. */
export interface DataValues {
  readonly traces: TraceList;
  readonly trace: TraceView;
  readonly logs: FoundLines;
  readonly timeline: TimelineView;
  readonly chart: ChartView;
  /** Of the guardian: faults that are over, and experiments. */
  readonly chaos: ChaosLists;
  readonly kinds: KindList;
  readonly run: RunView;
  /** Of the conductor: deploys, one of them, and what the judge saw of it. */
  readonly deploys: DeployLists;
  readonly deploy: ExecutionView;
  readonly cohorts: CohortChart;
  /** Loads of this home, and what is charted of one. */
  readonly loads: LoadsView;
}

/** What can be asked for. */
export type DataKind = keyof DataValues;
