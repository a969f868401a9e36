/** What every event stream is sent with. */
export const SSE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

const ENCODER = new TextEncoder();

/** Encodes one server-sent event; JSON never holds a bare line break, so one `data:` line is enough. */
export function encodeSse(event: string, data: unknown): Uint8Array {
  return ENCODER.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
