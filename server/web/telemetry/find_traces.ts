import type { OpsView } from "../view/view_url.ts";
import type { TraceList, TraceRow } from "./data_answer.ts";

/** The most traces in a list. */
export const MOST_TRACES = 100;
/** So many of the newest are looked at to find those that fit. */
export const LOOKED_TRACES = 1_000;

/** Which traces are asked for. */
export type TraceWish = Pick<OpsView, "filter" | "only">;

/**
 * Chooses at most 100 traces of the newest first: those that hold the text in their root's name, a
 * service or the beginning of their id; with `slow` the slowest first.
 */
export function chooseTraces(found: readonly TraceRow[], wish: TraceWish): TraceList {
  const words = wish.filter.trim().toLowerCase();
  const fitting = found.filter((trace) => words === "" || holds(trace, words));
  const ordered = wish.only === "slow"
    ? fitting.toSorted((left, right) => right.durationMs - left.durationMs)
    : fitting;
  return {
    traces: ordered.slice(0, MOST_TRACES).map(rowOf),
    looked: found.length,
    isCut: found.length >= LOOKED_TRACES || ordered.length > MOST_TRACES,
  };
}

function holds(trace: TraceRow, words: string): boolean {
  return trace.traceId.startsWith(words) ||
    [trace.name, ...trace.services].some((text) => text.toLowerCase().includes(words));
}

/** Only what the page shows. */
function rowOf(trace: TraceRow): TraceRow {
  const { traceId, name, service, startMs, durationMs, spans, errors, services, faults } = trace;
  return { traceId, name, service, startMs, durationMs, spans, errors, services, faults };
}
