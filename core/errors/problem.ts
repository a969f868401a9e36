import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { NetopsError } from "./netops_error.ts";

/** An error on the wire. Source: RFC 9457, with `code` and `fix` as extensions. */
export interface Problem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly fix?: string;
}

/** Describes an error as a problem document; the cause is never shown to a client. */
export function toProblem(error: NetopsError): Problem {
  const row = ERROR_CODES[error.code];
  return {
    type: "about:blank",
    title: row.meaning,
    status: row.httpStatus,
    code: error.code,
    detail: error.message,
    ...(error.fix === undefined ? {} : { fix: error.fix }),
  };
}

/**
 * Answers an error as `application/problem+json` with the status of the error table, and the headers
 * that it brings along in `details.headers`, such as `retry-after`.
 */
export function problemResponse(
  error: NetopsError,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headersOf(error), ...headers, "content-type": "application/problem+json" },
  });
}

function headersOf(error: NetopsError): Record<string, string> {
  const headers = error.details["headers"];
  return typeof headers === "object" && headers !== null ? headers as Record<string, string> : {};
}

/** Reads a problem document back into an error; undefined when `body` is not one of ours. */
export function fromProblem(body: unknown): NetopsError | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { code, detail, fix } = body as Record<string, unknown>;
  if (typeof code !== "string" || !Object.hasOwn(ERROR_CODES, code) || typeof detail !== "string") {
    return undefined;
  }
  return new NetopsError(code as ErrorCode, detail, typeof fix === "string" ? { fix } : {});
}
