/** What the conditions of a request come to. */
export type Precondition = "go-on" | "not-modified" | "failed";

/**
 * Weighs If-Match and If-None-Match against a strong ETag; dates are passed over, as we send none.
 *
 * Source: RFC 9110, section 13.2.2.
 */
export function weighPreconditions(headers: Headers, etag: string): Precondition {
  const match = headers.get("if-match");
  // If-Match compares strongly: a weak tag matches nothing.
  if (match !== null && match.trim() !== "*" && !tags(match).includes(etag)) return "failed";
  const noneMatch = headers.get("if-none-match");
  if (noneMatch === null) return "go-on";
  const isKnown = noneMatch.trim() === "*" ||
    tags(noneMatch).some((tag) => tag === etag || tag === `W/${etag}`);
  return isKnown ? "not-modified" : "go-on";
}

/** Whether Range counts: If-Range is absent or exactly our tag. Source: RFC 9110, section 13.1.5. */
export function isRangeWanted(headers: Headers, etag: string): boolean {
  const ifRange = headers.get("if-range");
  return ifRange === null || ifRange.trim() === etag;
}

/** The entity tags of a list; a comma may stand inside of a tag. */
function tags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
