import { NetopsError, type Timer } from "@netops/core";

/** Answers of a stated length up to this are read here as a whole. */
export const MAX_WHOLE_BYTES = 65_536;

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Whether an answer has no body, whatever its head says. */
export function isBodiless({ status }: Response, method: string): boolean {
  return BODILESS.has(status) || method === "HEAD";
}

/** Whether an answer is short enough to be read as a whole, by the length that it states. */
export function isShort({ body, headers }: Response): boolean {
  return body !== null && Number(headers.get("content-length") ?? "NaN") <= MAX_WHOLE_BYTES;
}

/** How long reading may take, and who may end it. */
export interface ReadWholeOptions {
  readonly timer: Timer;
  readonly timeoutMs: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Ends the answer at its source. */
  readonly abort: (reason: unknown) => void;
}

/**
 * Reads a short answer to its end, so that one that breaks off is noticed before anything of it is sent on.
 *
 * @throws {NetopsError} TIMED_OUT when it takes too long, else UPSTREAM_FAILED.
 */
export async function readWhole(
  response: Response,
  options: ReadWholeOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { timer, timeoutMs, signal, abort } = options;
  let late: NetopsError | undefined;
  const cancelTimer = timer.after(timeoutMs, () => {
    late = new NetopsError("TIMED_OUT", `Cannot pass the answer on as it took ${timeoutMs} ms`);
    abort(late);
  });
  const leave = () => abort(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await response.bytes();
  } catch (cause) {
    throw late ?? new NetopsError(
      "UPSTREAM_FAILED",
      "Cannot pass the answer on as it broke off before its end",
      { cause },
    );
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", leave);
  }
}
