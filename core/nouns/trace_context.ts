/** Where a request stands in its trace. */
export interface TraceContext {
  /** 32 hex digits, shared by everything that belongs to one request of the outside. */
  readonly traceId: string;
  /** 16 hex digits: the span that what comes next is a part of. */
  readonly spanId: string;
  /** Whether the spans of this trace are kept. */
  readonly isSampled: boolean;
}

/** Where ids are drawn from: a whole number in [0, bound). */
interface IdSource {
  integer(bound: number): number;
}

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const MOST_LENGTH = 128;

/** Reads a `traceparent`; undefined when it is none. Source: W3C Trace Context, 3.2. */
export function readTraceParent(text: string | null): TraceContext | undefined {
  if (text === null || text.length > MOST_LENGTH || !TRACE_PARENT.test(text)) return undefined;
  const flags = parseInt(text.slice(53, 55), 16);
  return { traceId: text.slice(3, 35), spanId: text.slice(36, 52), isSampled: (flags & 1) === 1 };
}

/** Writes a `traceparent`. */
export function formatTraceParent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}

/** Begins a trace. */
export function newTrace(rng: IdSource, isSampled: boolean): TraceContext {
  return { traceId: words(rng, 4), spanId: words(rng, 2), isSampled };
}

/** Makes the context of a part of `parent`. */
export function childTrace(parent: TraceContext, rng: IdSource): TraceContext {
  return { traceId: parent.traceId, spanId: words(rng, 2), isSampled: parent.isSampled };
}

/** Hex of whole 32-bit words, not all zero: a quarter of the draws that byte by byte would take. */
function words(rng: IdSource, count: number): string {
  let text = "";
  let seen = 0;
  for (let n = 0; n < count; n++) {
    const word = rng.integer(2 ** 32);
    seen |= word;
    text += HEX[word >>> 24]! + HEX[word >>> 16 & 255]! + HEX[word >>> 8 & 255]! + HEX[word & 255]!;
  }
  return seen === 0 ? words(rng, count) : text;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
