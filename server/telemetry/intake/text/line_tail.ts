import { bracesEnd, isSpace, parseLabels, skipSpace } from "./head.ts";
import { parseNumber } from "./parse_number.ts";

const HASH = 35;
const OPEN = 123;

/** The two forms of an exposition. */
export type ExpositionFormat = "prometheus" | "openmetrics";

/** An example as it stands behind a sample. */
export interface TextExemplar {
  readonly labels: readonly (readonly [string, string])[];
  readonly value: number;
  /** Undefined when the line does not say. */
  readonly tsMs: number | undefined;
}

/**
 * Reads what stands behind the name and labels of a line: value, time, example.
 *
 * One object is used for every line, since there are thousands a second.
 */
export class LineTail {
  value = 0;
  /** Milliseconds; NaN when the line does not say. */
  tsMs = NaN;
  /** Where the example begins; -1 when there is none. */
  exemplarAt = -1;

  /** Reads `text[at..end)`; false when it is malformed. */
  read(text: string, at: number, options: { end: number; format: ExpositionFormat }): boolean {
    const { end, format } = options;
    this.tsMs = NaN;
    this.exemplarAt = -1;
    const from = skipSpace(text, at);
    const to = wordEnd(text, from, end);
    const value = parseNumber(text, from, to);
    if (value === undefined) return false;
    this.value = value;
    return to === end || this.#readRest(text, skipSpace(text, to), { end, format });
  }

  #readRest(text: string, at: number, options: { end: number; format: ExpositionFormat }): boolean {
    const { end, format } = options;
    const isOpen = format === "openmetrics";
    if (at < end && text.charCodeAt(at) !== HASH) {
      const to = wordEnd(text, at, end);
      const time = parseNumber(text, at, to);
      if (time === undefined || !Number.isFinite(time)) return false;
      this.tsMs = isOpen ? Math.round(time * 1_000) : time;
      if (!Number.isSafeInteger(this.tsMs)) return false;
      at = skipSpace(text, to);
    }
    if (at >= end) return true;
    if (!isOpen || text.charCodeAt(at) !== HASH) return false;
    this.exemplarAt = at;
    return true;
  }
}

/** Reads `# {labels} value time`; undefined when it is malformed. Source: OpenMetrics 1.0.0. */
export function parseExemplar(text: string): TextExemplar | undefined {
  const end = text.trimEnd().length;
  const brace = skipSpace(text, 1);
  if (text.charCodeAt(brace) !== OPEN) return undefined;
  const braceEnd = bracesEnd(text, brace, end);
  const parsed = braceEnd < 0 ? undefined : parseLabels(text.slice(brace, braceEnd));
  if (parsed === undefined || parsed.name !== undefined) return undefined;
  const words = text.slice(braceEnd, end).split(/[ \t]+/).filter((word) => word !== "");
  const [value, seconds] = words.map((word) => parseNumber(word, 0, word.length));
  if (value === undefined || words.length > 2) return undefined;
  if (words.length === 2 && (seconds === undefined || !Number.isFinite(seconds))) return undefined;
  const tsMs = seconds === undefined ? undefined : Math.round(seconds * 1_000);
  return { labels: parsed.labels, value, tsMs };
}

function wordEnd(text: string, at: number, end: number): number {
  while (at < end && !isSpace(text.charCodeAt(at))) at++;
  return at;
}
