import { NetopsError } from "../errors/netops_error.ts";
import type { TimingWheel } from "../policies/timing_wheel.ts";
import { type AttemptEnd, failureOf } from "./attempt_end.ts";

/** One attempt that is to be sent. */
export interface AttemptToSend {
  readonly wheel: TimingWheel;
  readonly timeoutMs: number;
  /** Aborts when nobody wants the answer any more. */
  readonly signal: AbortSignal | undefined;
  send(controller: AbortController): Promise<Response>;
}

/**
 * Sends an attempt and waits for its head, for at most `timeoutMs`; never rejects.
 *
 * A response that comes after we left is cancelled, so that its connection is freed.
 */
export function sendAttempt(attempt: AttemptToSend): Promise<AttemptEnd> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    const { signal, wheel, timeoutMs } = attempt;
    let over = false;
    const end = (how: AttemptEnd) => {
      over = true;
      cancelTimer();
      signal?.removeEventListener("abort", leave);
      resolve(how);
    };
    const giveUp = (failure: "timeout" | "cancelled", error: unknown) => {
      if (over) return;
      end({ kind: "failed", failure, error });
      controller.abort(error);
    };
    const leave = () => giveUp("cancelled", signal?.reason);
    const cancelTimer = wheel.after(timeoutMs, () => giveUp("timeout", timedOut(timeoutMs)));
    if (signal?.aborted) return leave();
    signal?.addEventListener("abort", leave, { once: true });
    attempt.send(controller).then((response) => {
      if (!over) return end({ kind: "answered", response });
      // The error of a body that nobody reads is of no interest.
      response.body?.cancel().catch(() => undefined);
    }, (error) => {
      if (!over) end({ kind: "failed", failure: failureOf(error), error });
    });
  });
}

function timedOut(timeoutMs: number): NetopsError {
  return new NetopsError(
    "TIMED_OUT",
    `Cannot wait longer for a response as ${timeoutMs} ms passed`,
  );
}
