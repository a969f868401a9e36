import type { Span } from "../telemetry/data_answer.ts";

/** A span with its place in the waterfall. */
export interface WaterfallRow {
  readonly span: Span;
  readonly depth: number;
  /** Where it begins and how wide it is, 0..1 of the whole trace. */
  readonly start: number;
  readonly width: number;
  /** Number of its service in order of appearance. */
  readonly serviceIndex: number;
  /** Its parent is not known. */
  readonly isOrphan: boolean;
  /** Time in which none of its children was at work, in ms. */
  readonly ownMs: number;
}

/** A trace as it is drawn. */
export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly startMs: number;
  readonly durationMs: number;
  readonly services: readonly string[];
  readonly errors: number;
}

/** The deepest step to the right. */
export const MOST_DEPTH = 12;

/** Lays spans, whose parents stand before them, over the time of the whole trace. */
export function waterfallOf(spans: readonly Span[]): Waterfall {
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const durationMs = Math.max(...spans.map((span) => span.startMs + span.durationMs)) - startMs;
  const services = [...new Set(spans.map((span) => span.service))];
  const children = Map.groupBy(spans, (span) => span.parentId);
  const depths = new Map<string, number>();
  const rows = spans.map((span): WaterfallRow => {
    const above = span.parentId === undefined ? undefined : depths.get(span.parentId);
    const depth = above === undefined ? 0 : Math.min(MOST_DEPTH, above + 1);
    depths.set(span.spanId, depth);
    return {
      span,
      depth,
      start: durationMs > 0 ? (span.startMs - startMs) / durationMs : 0,
      width: durationMs > 0 ? span.durationMs / durationMs : 1,
      serviceIndex: services.indexOf(span.service),
      isOrphan: span.parentId !== undefined && above === undefined,
      ownMs: ownMsOf(span, children.get(span.spanId) ?? []),
    };
  });
  const errors = spans.filter((span) => span.status === "error").length;
  return { rows, startMs, durationMs, services, errors };
}

/** A span's duration without the union of its children's times. */
function ownMsOf(span: Span, children: readonly Span[]): number {
  const endMs = span.startMs + span.durationMs;
  let coveredMs = 0;
  let reachedMs = span.startMs;
  for (const child of children.toSorted((left, right) => left.startMs - right.startMs)) {
    const fromMs = Math.max(reachedMs, child.startMs);
    const toMs = Math.min(endMs, child.startMs + child.durationMs);
    if (toMs <= fromMs) continue;
    coveredMs += toMs - fromMs;
    reachedMs = toMs;
  }
  return span.durationMs - coveredMs;
}
