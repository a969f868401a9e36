import type { SpanRow } from "./record_rows.ts";
import { faultsOf, isMarked } from "./span_columns.ts";

/** What became of a trace: undecided, kept, to go after ten minutes, or kept by chance. */
export const KEEP = { undecided: 0, interesting: 1, boring: 2, sampled: 3 } as const;

const MOST_SERVICES = 100;
const MOST_FAULTS = 20;
const MOST_NAME_CHARS = 200;

/** What is known of a trace as a whole. */
export interface TraceState {
  readonly id: number;
  readonly traceId: string;
  name: string;
  service: string;
  hasRoot: boolean;
  /** When the span that gives the name began. */
  rootMs: number;
  startMs: number;
  endMs: number;
  spans: number;
  errors: number;
  dropped: number;
  readonly services: Set<string>;
  readonly faults: Set<string>;
  /** A fault or a breaker had a part in it. */
  marked: boolean;
  keep: number;
  heardMs: number;
}

/** The state of a trace of which nothing is known yet. */
export function newTraceState(id: number, traceId: string): TraceState {
  return {
    ...{ id, traceId, name: "", service: "", hasRoot: false, rootMs: Infinity },
    ...{ startMs: Infinity, endMs: -Infinity, spans: 0, errors: 0, dropped: 0 },
    ...{ services: new Set(), faults: new Set(), marked: false },
    ...{ keep: KEEP.undecided, heardMs: 0 },
  };
}

/** Adds a new span to what is known of its trace. */
export function addToTrace(state: TraceState, span: SpanRow, nowMs: number): void {
  const isRoot = span.parentId === undefined;
  const isBetter = isRoot !== state.hasRoot ? isRoot : span.startMs < state.rootMs;
  if (isBetter) {
    state.name = span.name;
    state.service = span.service;
    state.hasRoot = isRoot;
    state.rootMs = span.startMs;
  }
  state.startMs = Math.min(state.startMs, span.startMs);
  state.endMs = Math.max(state.endMs, span.startMs + span.durationMs);
  state.spans++;
  if (span.status === "error") state.errors++;
  for (const service of servicesOf(span)) {
    if (state.services.size < MOST_SERVICES) state.services.add(service);
  }
  for (const fault of faultsOf(span)) {
    if (state.faults.size < MOST_FAULTS) state.faults.add(fault);
  }
  state.marked ||= isMarked(span);
  // What is decided is looked at again, unless it is kept already.
  if (state.keep !== KEEP.interesting) state.keep = KEEP.undecided;
  state.heardMs = nowMs;
}

/** Who has a part in it: who reports the span, and whom it calls, which may report nothing itself. */
function servicesOf({ service, attributes }: SpanRow): readonly string[] {
  const called = attributes["upstream_app"] ?? attributes["peer.service"];
  return typeof called === "string" && called !== ""
    ? [service, called.slice(0, MOST_NAME_CHARS)]
    : [service];
}
