/** Where something stands in the text of a query: offsets in UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The whole of two spans and what is between them. */
export function joinSpans(first: Span, last: Span): Span {
  return { start: first.start, end: last.end };
}

/** The offset of the query's beginning, for complaints about no particular place. */
export const NOWHERE: Span = { start: 0, end: 0 };

/**
 * Writes a place as Prometheus does, `line:column`, both from 1, columns in bytes of UTF-8.
 *
 * Source: Prometheus 3, messages of the query API.
 */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = 0; at < lineStart; at++) if (before[at] === "\n") line++;
  return `${line}:${byteLength(before.slice(lineStart)) + 1}`;
}

function byteLength(text: string): number {
  let size = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return size;
}
