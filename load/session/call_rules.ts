import type { SessionFailure } from "./session_line.ts";

/** How long one try of a call to the platform may take. */
export const CALL_ATTEMPT_MS = 5_000;
/** How long a call is tried in all. */
export const CALL_DEADLINE_MS = 20_000;
/** How long a viewer of the closed model stays away after a start that failed. */
export const RETURN_AFTER_MS = 1_000;

const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 2_000;
const MOST_RETRY_AFTER_MS = 5_000;
/** The platform is busy or loses an instance just now: it may be well in a moment. */
const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** What a rule refused; it says nothing about quality. The same as playback's own count. */
const BUSINESS_CODES: ReadonlySet<string> = new Set([
  "NOT_FOUND",
  "NOT_LICENSED",
  "NOT_ROUTED",
  "PAYMENT_DECLINED",
  "SUBSCRIPTION_EXPIRED",
  "TOO_MANY_STREAMS",
]);

/** What came of one try of a call; without a status nothing whole came. */
export interface CallAnswer {
  readonly status?: number;
  /** Why nothing whole came. */
  readonly reason?: "connect" | "reset" | "timeout" | "broken answer";
  /** `code` and `detail` of the problem document, where there is one. */
  readonly code?: string;
  readonly detail?: string;
  /** `retry-after` as it came. */
  readonly retryAfter?: string;
}

/** Whether a try may be well when it is sent again: lost connections, 429, and 502 to 504. */
export function isPassing({ status }: CallAnswer): boolean {
  return status === undefined || PASSING_STATUS.has(status);
}

/** Whether a rule refused: plan, country, licence, network, or too many streams. */
export function isBusiness({ code }: CallAnswer): boolean {
  return code !== undefined && BUSINESS_CODES.has(code);
}

/**
 * Says how long to wait before try `attempt` + 1: half to whole of min(2 s, 100 ms · 2^attempt), or
 * `retry-after` when that is longer.
 */
export function retryWaitMs(answer: CallAnswer, attempt: number, random: () => number): number {
  const longestMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  const askedMs = Math.min(MOST_RETRY_AFTER_MS, Number(answer.retryAfter ?? 0) * 1_000 || 0);
  return Math.max(askedMs, longestMs * (0.5 + random() / 2));
}

/** Puts a call that failed for good into words. */
export function callFailure(
  answer: CallAnswer,
  call: { readonly service: string; readonly url: string; readonly traceId?: string },
): SessionFailure {
  const { status, reason = "reset", code, detail } = answer;
  const type = status === undefined ? reason : `http ${status}`;
  const words = [code, detail].filter((word) => word !== undefined && word !== "").join(": ");
  return {
    kind: isBusiness(answer) ? "business" : "technical",
    type,
    service: call.service,
    url: withoutQuery(call.url),
    message: words === "" ? `${call.service}: ${type}` : words,
    ...(call.traceId === undefined ? {} : { traceId: call.traceId }),
  };
}

/** Cuts off what differs from session to session: query and fragment. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, "");
}
