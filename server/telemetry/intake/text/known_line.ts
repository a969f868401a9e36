import type { ParsedHead } from "./head.ts";

/** Numbers of lines that are no series: refused, not asked for yet, or a comment. */
export const REFUSED = -1;
export const UNASKED = -2;
export const COMMENT = -3;

/** A line that an exposition has had, by what does not change of it. */
export class KnownLine {
  /** Name and labels as they were written, or a whole comment. */
  readonly head: string;
  /** The series, or one of the numbers above. */
  ref: number;
  /** Name and labels as long as the series is not asked for. */
  parsed: ParsedHead | undefined;
  /** The reading that had it last. */
  seen = 0;
  /** Its place in that reading. */
  place = 0;
  /** Whether the series has samples and no stale marker behind them. */
  isLive = false;
  /** The last exemplar as it was written. */
  exemplar = "";

  /** Makes a line that was never read. */
  constructor(head: string, ref: number, parsed?: ParsedHead) {
    this.head = head;
    this.ref = ref;
    this.parsed = parsed;
  }
}

/**
 * Copies a piece out of a body: V8 keeps the whole body alive for a piece of it.
 *
 * Joining and cutting again gives a piece of a text of its own length.
 */
export function ownCopy(piece: string): string {
  const joined = ` ${piece}`;
  // Reading a char makes one flat text of the two.
  return joined.charCodeAt(joined.length - 1) === -1 ? "" : joined.slice(1);
}
