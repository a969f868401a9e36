import { NetopsError, type Timer } from "@netops/core";

/** Bounds of a body. */
export interface BodyLimits {
  readonly mostBytes: number;
  readonly withinMs: number;
}

/**
 * Reads a request's body as text.
 *
 * @throws {NetopsError} TOO_LARGE above `mostBytes`, TIMED_OUT after `withinMs`, REQUEST_INVALID when
 *   the connection breaks or the text is no UTF-8.
 */
export async function readBody(
  request: Request,
  timer: Timer,
  limits: BodyLimits,
): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > limits.mostBytes) throw tooLarge(limits);
  if (request.body === null) return "";
  const reader = request.body.getReader();
  let late = false;
  const cancelTimer = timer.after(limits.withinMs, () => {
    late = true;
    reader.cancel().catch(() => undefined);
  });
  try {
    const text = await readText(reader, limits);
    if (late) throw new NetopsError("TIMED_OUT", "Cannot wait longer for the rest of the body");
    return text;
  } catch (thrown) {
    if (thrown instanceof NetopsError) throw thrown;
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as it is broken", {
      cause: thrown,
    });
  } finally {
    cancelTimer();
  }
}

async function readText(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limits: BodyLimits,
): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let sizeBytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    sizeBytes += part.value.length;
    if (sizeBytes > limits.mostBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(limits);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(limits: BodyLimits): NetopsError {
  return new NetopsError("TOO_LARGE", `Cannot take a body above ${limits.mostBytes} bytes`);
}
