import { NetopsError } from "../errors/netops_error.ts";

/** How an attempt failed without a response. */
export type AttemptFailure = "connect" | "timeout" | "reset" | "cancelled";

/** How one attempt ended. */
export type AttemptEnd =
  | { readonly kind: "answered"; readonly response: Response }
  | { readonly kind: "failed"; readonly failure: AttemptFailure; readonly error: unknown };

/** Statuses by which an instance says that it, or what it stands for, cannot serve now. */
const UNAVAILABLE: ReadonlySet<number> = new Set([502, 503, 504]);

/** The `code` of the series: the status, or the kind of failure. */
export function codeOf(end: AttemptEnd): string {
  return end.kind === "answered" ? String(end.response.status) : end.failure;
}

/** Whether the end speaks against the instance's health, for its breaker. */
export function isUnavailable(end: AttemptEnd): boolean {
  return end.kind === "answered"
    ? UNAVAILABLE.has(end.response.status)
    : end.failure !== "cancelled";
}

/** Whether the end counts as an error of the instance, for balancing. */
export function isError(end: AttemptEnd): boolean {
  return end.kind === "answered" ? end.response.status >= 500 : end.failure !== "cancelled";
}

/**
 * Whether the request may be sent once more: it reached nobody, or it may be sent twice and the
 * instance could not serve.
 *
 * Source: RFC 9110 9.2.2.
 */
export function isRetryable(end: AttemptEnd, idempotent: boolean): boolean {
  if (end.kind === "failed" && end.failure === "connect") return true;
  return idempotent && isUnavailable(end);
}

/** Tells from what a client threw whether anything was sent. */
export function failureOf(error: unknown): AttemptFailure {
  if (!(error instanceof NetopsError)) return "reset";
  if (error.code === "TIMED_OUT") return "timeout";
  return error.details.phase === "connect" ? "connect" : "reset";
}

/** What the caller is told when the last attempt failed. */
export function errorOf(app: string, end: AttemptEnd & { kind: "failed" }): NetopsError {
  const details = { app, failure: end.failure };
  if (end.failure === "timeout") {
    return new NetopsError("TIMED_OUT", `Cannot wait longer for ${app} as its time is over`, {
      details,
      cause: end.error,
    });
  }
  const why = {
    connect: "no connection could be made",
    reset: "the connection broke before an answer",
    cancelled: "the caller has gone",
  }[end.failure];
  return new NetopsError("UPSTREAM_FAILED", `Cannot get an answer of ${app} as ${why}`, {
    details,
    cause: end.error,
  });
}
