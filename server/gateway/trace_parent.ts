import type { Rng } from "@netops/core";

const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

/** Keeps a valid `traceparent`, or makes a sampled one. Source: W3C Trace Context, 3.2. */
export function traceParentOf(sent: string | null, rng: Rng): string {
  if (sent !== null && sent.length <= 128 && TRACE_PARENT.test(sent)) return sent;
  return `00-${words(rng, 4)}-${words(rng, 2)}-01`;
}

/** Hex of whole 32-bit words: a quarter of the draws that byte by byte would take. */
function words(rng: Rng, count: number): string {
  let text = "";
  for (let n = 0; n < count; n++) text += rng.integer(2 ** 32).toString(16).padStart(8, "0");
  return text;
}

/** The trace id of a valid `traceparent`. */
export function traceIdOf(traceParent: string): string {
  return traceParent.slice(3, 35);
}
