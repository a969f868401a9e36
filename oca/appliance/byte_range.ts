/** What a Range header asks of so many bytes. */
export type ByteRange =
  /** No range, or one that may be passed over: answer the whole. */
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly start: number; /** Inclusive. */ readonly end: number }
  /** Nothing of what is asked is there: 416. */
  | { readonly kind: "unsatisfiable" };

const WHOLE: ByteRange = { kind: "whole" };
const SPEC = /^bytes=\s*(\d*)-(\d*)\s*$/i;
/** Beyond this a number in a header says nothing about a file of ours. */
const MOST_DIGITS = 15;

/**
 * Reads a Range header of one range; several at once, other units and malformed ones are passed over, as
 * a server may.
 *
 * Source: RFC 9110, sections 14.1.2 and 14.2.
 */
export function readByteRange(header: string | null, sizeBytes: number): ByteRange {
  if (header === null) return WHOLE;
  const [, first = "", last = ""] = SPEC.exec(header) ?? [];
  if (first === "") return last === "" ? WHOLE : suffix(last, sizeBytes);
  if (last !== "" && isGreater(first, last)) return WHOLE;
  const start = readDigits(first);
  if (start >= sizeBytes) return { kind: "unsatisfiable" };
  const end = last === "" ? sizeBytes - 1 : Math.min(readDigits(last), sizeBytes - 1);
  return { kind: "part", start, end };
}

/** The last so many bytes; more than there are means all, none can be had of nothing. */
function suffix(digits: string, sizeBytes: number): ByteRange {
  const length = Math.min(readDigits(digits), sizeBytes);
  if (length === 0) return { kind: "unsatisfiable" };
  return { kind: "part", start: sizeBytes - length, end: sizeBytes - 1 };
}

function readDigits(digits: string): number {
  const short = digits.replace(/^0+(?=\d)/, "");
  return short.length > MOST_DIGITS ? Number.MAX_SAFE_INTEGER : Number(short);
}

/** Whether left > right, as numbers of any length. */
function isGreater(left: string, right: string): boolean {
  const width = Math.max(left.length, right.length);
  return left.padStart(width, "0") > right.padStart(width, "0");
}
