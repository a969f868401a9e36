import type { RefinedResponse, ResponseType } from "k6/http";

/** An answer of k6 to any request. */
export type K6Response = RefinedResponse<ResponseType | undefined>;

/**
 * Why nothing whole came, by k6's error code; undefined when a status did.
 *
 * Source: k6, "Error codes": 1050 timeouts, 11xx names, 1210 to 1213 dialling, 1220 resets; a body that
 * breaks off has 1000 and, as every failure, status 0.
 */
export function lossOf({ status, error_code: code }: K6Response):
  | "connect"
  | "reset"
  | "timeout"
  | undefined {
  if (status > 0) return undefined;
  if (code === 1050 || code === 1211) return "timeout";
  const isUnsent = (code >= 1100 && code < 1200) || (code >= 1210 && code <= 1213);
  return isUnsent ? "connect" : "reset";
}

/** How long an exchange took in all: k6's own duration leaves out connecting and waiting for a slot. */
export function tookMs({ timings }: K6Response): number {
  return timings.blocked + timings.duration;
}

/** Bytes of the body, as promised: k6 lets no body pass that is shorter. */
export function bytesOf(response: K6Response): number {
  const promised = Number(headerOf(response, "Content-Length") ?? Number.NaN);
  if (Number.isFinite(promised)) return promised;
  return typeof response.body === "string" ? response.body.length : 0;
}

/** A header by its name as Go writes it. */
export function headerOf({ headers }: K6Response, name: string): string | undefined {
  return headers[name];
}

/** The body of a text. */
export function textOf({ body }: K6Response): string {
  return typeof body === "string" ? body : "";
}
