import { readByteRange } from "../appliance/byte_range.ts";
import { typeOfFile } from "../appliance/content_type.ts";
import { isRangeWanted, weighPreconditions } from "../appliance/preconditions.ts";
import type { StoredFile } from "./store.ts";

/**
 * Answers with a file of a title, whole or in part: 200, 206, 304, 412 or 416.
 *
 * A file is at most a segment, so it is read at once. Source: RFC 9110, sections 13.2.2 and 14.2.
 */
export function answerFile(
  request: Request,
  { file, location }: StoredFile,
  onBytes: (sizeBytes: number) => void,
): Response {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    etag,
    "content-type": typeOfFile(file.path).contentType,
    "cache-control": "public, max-age=31536000, immutable",
    "accept-ranges": "bytes",
  };
  const condition = weighPreconditions(request.headers, etag);
  if (condition === "not-modified") return new Response(null, { status: 304, headers });
  if (condition === "failed") return new Response(null, { status: 412, headers });
  const wanted = isRangeWanted(request.headers, etag) ? request.headers.get("range") : null;
  const range = readByteRange(request.method === "HEAD" ? null : wanted, file.sizeBytes);
  if (range.kind === "unsatisfiable") {
    headers["content-range"] = `bytes */${file.sizeBytes}`;
    return new Response(null, { status: 416, headers });
  }
  const bytes = Deno.readFileSync(location);
  const body = range.kind === "part" ? bytes.subarray(range.start, range.end + 1) : bytes;
  headers["content-length"] = String(body.byteLength);
  onBytes(request.method === "HEAD" ? 0 : body.byteLength);
  if (range.kind === "whole") return new Response(body, { headers });
  headers["content-range"] = `bytes ${range.start}-${range.end}/${file.sizeBytes}`;
  return new Response(body, { status: 206, headers });
}
