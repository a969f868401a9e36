/** What is told to an OCA about the session, beside a request. */
export interface CmcdFacts {
  readonly sessionId: string;
  readonly contentId: string;
  /** `v` video, `a` audio, `i` init segment, `m` manifest. */
  readonly objectType: "v" | "a" | "i" | "m";
  readonly bitrateBps: number | undefined;
  readonly topBitrateBps: number | undefined;
  readonly durationMs: number | undefined;
  readonly bufferMs: number;
  readonly estimateBps: number | undefined;
  /** The buffer ran empty since the last request. */
  readonly isStarved: boolean;
  /** Needed to begin or to go on. */
  readonly isUrgent: boolean;
}

/**
 * Writes the four CMCD headers, keys in the order of the alphabet.
 *
 * Source: CTA-5004, Common Media Client Data: kbit/s and buffer lengths are rounded to 100.
 */
export function cmcdHeaders(facts: CmcdFacts): Readonly<Record<string, string>> {
  return {
    "cmcd-object": fields([
      ["br", kbps(facts.bitrateBps)],
      ["d", facts.durationMs === undefined ? undefined : Math.round(facts.durationMs)],
      ["ot", facts.objectType],
      ["tb", kbps(facts.topBitrateBps)],
    ]),
    "cmcd-request": fields([
      ["bl", hundreds(facts.bufferMs)],
      ["mtp", facts.estimateBps === undefined ? undefined : hundreds(facts.estimateBps / 1_000)],
      ["su", facts.isUrgent],
    ]),
    "cmcd-session": fields([
      ["cid", facts.contentId === "" ? undefined : quoted(facts.contentId)],
      ["sf", "h"],
      ["sid", facts.sessionId === "" ? undefined : quoted(facts.sessionId)],
      ["st", "v"],
    ]),
    ...(facts.isStarved ? { "cmcd-status": "bs" } : {}),
  };
}

type Field = readonly [key: string, value: string | number | boolean | undefined];

function fields(list: readonly Field[]): string {
  return list.filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => value === true ? key : `${key}=${value}`)
    .join(",");
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
