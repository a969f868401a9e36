import { readByteRange } from "./byte_range.ts";
import { isRangeWanted, weighPreconditions } from "./preconditions.ts";

/** What is answered with: a representation that may be asked for in parts. */
export interface AnswerRequest {
  readonly etag: string;
  /** What every answer has; shared, so nothing is added to it here. */
  readonly headers: Headers;
  readonly sizeBytes: number;
  /** Gives a part, end inclusive; null when the caller puts the body in later. */
  readonly take: (start: number, end: number) => Uint8Array<ArrayBuffer> | null;
  /** Called with the size of the body that goes out. */
  readonly onBytes: (sizeBytes: number) => void;
}

/**
 * Answers a GET or HEAD with a representation: 200, 206, 304, 412 or 416.
 *
 * Source: RFC 9110, sections 13.2.2 (order of conditions), 14.2 and 15.3.7; HEAD knows no ranges.
 */
export function answerBytes(request: Request, options: AnswerRequest): Response {
  const { etag, headers, sizeBytes } = options;
  const asked = request.headers;
  const condition = weighPreconditions(asked, etag);
  if (condition === "not-modified") return new Response(null, { status: 304, headers });
  if (condition === "failed") return new Response(null, { status: 412, headers });
  if (request.method === "HEAD") {
    return new Response(null, { headers: withField(headers, "content-length", `${sizeBytes}`) });
  }
  const wanted = isRangeWanted(asked, etag) ? asked.get("range") : null;
  const range = readByteRange(wanted, sizeBytes);
  if (range.kind === "unsatisfiable") {
    const unsatisfied = withField(headers, "content-range", `bytes */${sizeBytes}`);
    return new Response(null, { status: 416, headers: unsatisfied });
  }
  if (range.kind === "whole") {
    options.onBytes(sizeBytes);
    return new Response(options.take(0, sizeBytes - 1), { headers });
  }
  const { start, end } = range;
  options.onBytes(end - start + 1);
  const partial = withField(headers, "content-range", `bytes ${start}-${end}/${sizeBytes}`);
  return new Response(options.take(start, end), { status: 206, headers: partial });
}

function withField(headers: Headers, name: string, value: string): Headers {
  const own = new Headers(headers);
  own.set(name, value);
  return own;
}
