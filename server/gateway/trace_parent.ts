import type { Rng } from "@netops/core";

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

/** Keeps a valid `traceparent`, or makes a sampled one. Source: W3C Trace Context, 3.2. */
export function traceParentOf(sent: string | null, rng: Rng): string {
  if (sent !== null && sent.length <= 128 && TRACE_PARENT.test(sent)) return sent;
  return `00-${rng.hex(16)}-${rng.hex(8)}-01`;
}

/** The trace id of a valid `traceparent`. */
export function traceIdOf(traceParent: string): string {
  return traceParent.slice(3, 35);
}
