const QUOTE = 34;
const COMMA = 44;
const EQUALS = 61;
const OPEN = 123;
const CLOSE = 125;
const BACKSLASH = 92;

/** A name and its labels, as a line of an exposition begins; the order is that of the line. */
export interface ParsedHead {
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
}

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a char of a text is a blank or a tab. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** The first place at or after `at` that is neither blank nor tab. */
export function skipSpace(text: string, at: number): number {
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Where the quoted text that begins at `at` ends, behind its quote; -1 when it does not before `end`. */
export function quotedEnd(text: string, at: number, end: number): number {
  for (at++; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

/** Where the braces that begin at `at` end, behind the last one; -1 when they do not before `end`. */
export function bracesEnd(text: string, at: number, end: number): number {
  for (at++; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === CLOSE) return at + 1;
    if (code !== QUOTE) continue;
    at = quotedEnd(text, at, end) - 1;
    if (at < 0) return -1;
  }
  return -1;
}

/** Where the name and labels of the line `text[at..end)` end; -1 when that cannot be told. */
export function headEnd(text: string, at: number, end: number): number {
  let place = at;
  while (place < end) {
    const code = text.charCodeAt(place);
    if (code === OPEN || isSpace(code)) break;
    place++;
  }
  const brace = skipSpace(text, place);
  return brace < end && text.charCodeAt(brace) === OPEN ? bracesEnd(text, brace, end) : place;
}

/**
 * Reads `name`, `name{label="value", …}` or `{"name", label="value", …}`; undefined when it is none.
 *
 * Names in quotes may hold any character, and stand within the braces.
 * Source: Prometheus text format 0.0.4 and 1.0.0, OpenMetrics 1.0.0.
 */
export function parseHead(head: string): ParsedHead | undefined {
  const brace = head.indexOf("{");
  const before = (brace < 0 ? head : head.slice(0, brace)).trimEnd();
  if (before !== "" && !LEGACY_METRIC.test(before)) return undefined;
  const inside = brace < 0 ? { labels: [] } : parseLabels(head.slice(brace));
  if (inside === undefined) return undefined;
  if ((before === "") === (inside.name === undefined)) return undefined;
  return { name: before || inside.name || "", labels: inside.labels };
}

/** Reads `{label="value", …}`, with a quoted name of a metric among them or not. */
export function parseLabels(
  braces: string,
): { readonly name?: string; readonly labels: [string, string][] } | undefined {
  const end = braces.length - 1;
  if (braces.charCodeAt(0) !== OPEN || braces.charCodeAt(end) !== CLOSE) return undefined;
  const labels: [string, string][] = [];
  const seen = new Set<string>();
  let name: string | undefined;
  for (let at = skipSpace(braces, 1); at < end;) {
    const item = parseItem(braces, at, end);
    if (item === undefined) return undefined;
    if (item.value !== undefined) labels.push([item.name, item.value]);
    else if (name === undefined) name = item.name;
    else return undefined;
    if (item.value !== undefined && seen.has(item.name)) return undefined;
    if (item.value !== undefined) seen.add(item.name);
    at = skipSpace(braces, item.endAt);
    if (at === end) break;
    if (braces.charCodeAt(at) !== COMMA) return undefined;
    at = skipSpace(braces, at + 1);
  }
  return name === undefined ? { labels } : { name, labels };
}

interface Item {
  readonly name: string;
  /** Undefined for the name of the metric, which stands alone. */
  readonly value: string | undefined;
  readonly endAt: number;
}

function parseItem(braces: string, at: number, end: number): Item | undefined {
  const isQuoted = braces.charCodeAt(at) === QUOTE;
  const nameEnd = isQuoted ? quotedEnd(braces, at, end) : bareEnd(braces, at, end);
  if (nameEnd < 0) return undefined;
  const name = isQuoted
    ? unescapeText(braces.slice(at + 1, nameEnd - 1))
    : braces.slice(at, nameEnd);
  if (name === "" || !isQuoted && !LEGACY_LABEL.test(name)) return undefined;
  let place = skipSpace(braces, nameEnd);
  if (braces.charCodeAt(place) !== EQUALS) {
    return isQuoted ? { name, value: undefined, endAt: nameEnd } : undefined;
  }
  place = skipSpace(braces, place + 1);
  if (braces.charCodeAt(place) !== QUOTE) return undefined;
  const endAt = quotedEnd(braces, place, end);
  if (endAt < 0) return undefined;
  return { name, value: unescapeText(braces.slice(place + 1, endAt - 1)), endAt };
}

function bareEnd(text: string, at: number, end: number): number {
  while (at < end && text.charCodeAt(at) !== EQUALS && !isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Undoes `\\`, `\"` and `\n`; other escapes stay as they are, as Prometheus has it. */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\([\\"n])/g, (_, char: string) => char === "n" ? "\n" : char);
}
