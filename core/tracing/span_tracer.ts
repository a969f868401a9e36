import { childTrace, newTrace, type TraceContext } from "../nouns/trace_context.ts";
import { RateLimiter } from "../policies/rate_limit.ts";
import type { Clock } from "../ports/clock.ts";
import type { Rng } from "../ports/rng.ts";
import type { ActiveSpan, SpanEnd, SpanRecord, SpanStart, Tracer } from "../ports/tracer.ts";

/** What a tracer is made of. */
export interface SpanTracerOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  /** Takes spans that are kept; must not block. */
  readonly keep: (span: SpanRecord) => void;
  /** Traces that begin here and are kept, per second; 20. */
  readonly tracesPerS?: number;
  /** A span that takes this long is kept whatever was decided for its trace, in ms; 1,000. */
  readonly slowMs?: number;
}

/** One object a span: most are thrown away, and each is made on the path of a request. */
class BegunSpan implements ActiveSpan {
  readonly context: TraceContext;
  readonly beganMs: number;
  readonly #finish: (span: BegunSpan, end: SpanEnd) => void;

  constructor(
    readonly start: SpanStart,
    { context, beganMs, finish }: {
      readonly context: TraceContext;
      readonly beganMs: number;
      readonly finish: (span: BegunSpan, end: SpanEnd) => void;
    },
  ) {
    this.context = context;
    this.beganMs = beganMs;
    this.#finish = finish;
  }

  end(end: SpanEnd): void {
    this.#finish(this, end);
  }
}

const TRACES_PER_S = 20;
const ODD_PER_S = 20;
const OPERATOR_PER_S = 500;
const TOUCHED_PER_S = 500;
const SLOW_MS = 1_000;

/**
 * Keeps spans of some traces, and of what failed or was slow.
 *
 * Whoever begins a trace decides for all parts of it: by a token bucket, so that a busy platform pays no
 * more than a quiet one. Of other traces, spans that failed or were slow are kept, 20 a second at most,
 * with `netops.kept` as the reason: the trace then has holes, and says why. Spans of operators are always
 * kept (`netops.kept: operator`), up to 500 a second: beyond, their context says that they are not. Spans
 * that a fault touched are kept too (`netops.kept: fault`), up to 500 a second.
 */
export class SpanTracer implements Tracer {
  readonly #options: SpanTracerOptions;
  readonly #begun: RateLimiter;
  readonly #operator = new RateLimiter({ count: OPERATOR_PER_S, perMs: 1_000 });
  readonly #touched = new RateLimiter({ count: TOUCHED_PER_S, perMs: 1_000 });
  readonly #odd = new RateLimiter({ count: ODD_PER_S, perMs: 1_000 });

  /** Begins with full buckets. */
  constructor(options: SpanTracerOptions) {
    this.#options = options;
    this.#begun = new RateLimiter({ count: options.tracesPerS ?? TRACES_PER_S, perMs: 1_000 });
  }

  /** Begins a span of `parent`'s trace, or a trace. */
  begin(start: SpanStart): ActiveSpan {
    const { clock, rng } = this.#options;
    const { parent } = start;
    const beganMs = start.beganAtMs ?? clock.monotonicMs();
    const isSampled = this.#isSampled(start, beganMs);
    const context = parent === undefined
      ? newTrace(rng, isSampled)
      : parent.isSampled === isSampled
      ? childTrace(parent, rng)
      : { ...childTrace(parent, rng), isSampled };
    return new BegunSpan(start, { context, beganMs, finish: this.#finish });
  }

  readonly #finish = ({ start, context, beganMs }: BegunSpan, end: SpanEnd): void => {
    const { clock } = this.#options;
    const durationMs = start.startMs === undefined
      ? (end.endedAtMs ?? clock.monotonicMs()) - beganMs
      : Math.max(0, clock.nowMs() - start.startMs);
    const isOperator = context.isSampled && start.isOperator === true;
    const why = isOperator ? "operator" : this.#whyKept(context, end, durationMs);
    if (why === undefined) return;
    // Few are kept: only they pay for the time of day.
    const startMs = start.startMs ?? clock.nowMs() - durationMs;
    this.#options.keep(recordOf({ ...start, startMs }, context, { ...end, durationMs, why }));
  };

  #isSampled({ parent, isOperator }: SpanStart, nowMs: number): boolean {
    if (isOperator === true) return this.#operator.take("", nowMs).allowed;
    return parent?.isSampled ?? this.#begun.take("", nowMs).allowed;
  }

  /** "sampled", "fault", "error" or "slow"; undefined for what nobody will miss. */
  #whyKept(context: TraceContext, end: SpanEnd, durationMs: number): string | undefined {
    if (context.isSampled) return "sampled";
    const isSlow = durationMs >= (this.#options.slowMs ?? SLOW_MS);
    if (end.status !== "error" && !isSlow && end.isTouched !== true) return undefined;
    const nowMs = this.#options.clock.monotonicMs();
    if (end.isTouched === true && this.#touched.take("", nowMs).allowed) return "fault";
    if (end.status !== "error" && !isSlow) return undefined;
    if (!this.#odd.take("", nowMs).allowed) return undefined;
    return end.status === "error" ? "error" : "slow";
  }
}

function recordOf(
  start: SpanStart & { readonly startMs: number },
  context: TraceContext,
  end: SpanEnd & { readonly durationMs: number; readonly why: string },
): SpanRecord {
  const { name, kind, parent, startMs } = start;
  const { status, durationMs, why } = end;
  const attributes = typeof end.attributes === "function" ? end.attributes() : end.attributes;
  return {
    ...{
      traceId: context.traceId,
      spanId: context.spanId,
      name,
      kind,
      startMs,
      durationMs,
      status,
    },
    ...(parent === undefined ? {} : { parentId: parent.spanId }),
    attributes: why === "sampled" ? attributes : { ...attributes, "netops.kept": why },
  };
}
