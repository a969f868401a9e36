/** What is told to an OCA about the session, beside a request. */
export interface CmcdSession {
  readonly sessionId: string;
  readonly contentId: string;
  readonly topBitrateBps: number | undefined;
  readonly bufferMs: number;
  readonly estimateBps: number | undefined;
  /** The buffer ran empty since the last request. */
  readonly isStarved: boolean;
  /** Needed to begin or to go on. */
  readonly isUrgent: boolean;
}

/** What is told about the thing that is asked for. */
export interface CmcdObject {
  /** `v` video, `a` audio, `i` init segment, `m` manifest. */
  readonly objectType: "v" | "a" | "i" | "m";
  readonly bitrateBps: number | undefined;
  readonly durationMs: number | undefined;
}

/**
 * Writes the four CMCD headers, keys in the order of the alphabet.
 *
 * Source: CTA-5004, Common Media Client Data: kbit/s and buffer lengths are rounded to 100.
 */
export function cmcdHeaders(
  facts: CmcdSession,
  { objectType, bitrateBps, durationMs }: CmcdObject,
): Readonly<Record<string, string>> {
  const { topBitrateBps, estimateBps, contentId, sessionId } = facts;
  const headers: Record<string, string> = {
    "cmcd-object": field("br", kbps(bitrateBps)) +
      field("d", durationMs === undefined ? undefined : Math.round(durationMs)) +
      `ot=${objectType}${last("tb", kbps(topBitrateBps))}`,
    "cmcd-request": `bl=${hundreds(facts.bufferMs)}` +
      last("mtp", estimateBps === undefined ? undefined : hundreds(estimateBps / 1_000)) +
      (facts.isUrgent ? ",su" : ""),
    "cmcd-session": field("cid", contentId === "" ? undefined : quoted(contentId)) +
      `sf=h,${field("sid", sessionId === "" ? undefined : quoted(sessionId))}st=v`,
  };
  if (facts.isStarved) headers["cmcd-status"] = "bs";
  return headers;
}

function field(key: string, value: string | number | undefined): string {
  return value === undefined ? "" : `${key}=${value},`;
}

function last(key: string, value: string | number | undefined): string {
  return value === undefined ? "" : `,${key}=${value}`;
}

function kbps(bitsPerS: number | undefined): number | undefined {
  return bitsPerS === undefined ? undefined : Math.round(bitsPerS / 1_000);
}

function hundreds(value: number): number {
  return Math.round(value / 100) * 100;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
