import { clipText } from "./stored_text.ts";

const MOST_CHARS = 16_384;
const MOST_VALUE_CHARS = 8_192;
const MOST_WORD_CHARS = 4_096;
const MOST_DEPTH = 4;

/**
 * The JSON of a line's fields, at most about 16 Ki characters: long values are cut, then fields left out.
 *
 * Undefined when there are none, or when they cannot be written as JSON.
 */
export function fieldsJson(
  fields: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  if (fields === undefined) return undefined;
  try {
    const json = JSON.stringify(fields);
    if (json === undefined || json === "{}") return undefined;
    return json.length <= MOST_CHARS ? json : JSON.stringify(shortened(fields));
  } catch {
    // A cycle or a BigInt: the text of the line is still worth keeping.
    return undefined;
  }
}

function shortened(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let left = MOST_CHARS;
  for (const [key, value] of Object.entries(fields)) {
    const json = JSON.stringify(value) ?? "null";
    const isLong = json.length > MOST_VALUE_CHARS;
    const short = isLong
      ? clipText(typeof value === "string" ? value : json, MOST_VALUE_CHARS)
      : value;
    const size = Math.min(json.length, MOST_VALUE_CHARS) + key.length + 6;
    if (size > left) break;
    left -= size;
    kept[key] = short;
  }
  return { ...kept, "netops.cut": true };
}

/** The values of fields as text to search in: strings, numbers and truth values, four levels deep. */
export function fieldWords(fields: Readonly<Record<string, unknown>> | undefined): string {
  if (fields === undefined) return "";
  const words: string[] = [];
  collect(fields, { words, left: MOST_WORD_CHARS }, MOST_DEPTH);
  return words.join(" ");
}

function collect(
  value: unknown,
  found: { readonly words: string[]; left: number },
  depth: number,
): void {
  if (found.left <= 0) return;
  if (typeof value === "object" && value !== null) {
    if (depth > 0) { for (const inner of Object.values(value)) collect(inner, found, depth - 1); }
    return;
  }
  if (value === null || value === undefined) return;
  const word = String(value).slice(0, found.left);
  found.left -= word.length + 1;
  found.words.push(word);
}

const TRACE_ID = /^[0-9a-f]{32}$/;

/** The trace that a line says it belongs to, under the names that loggers use. */
export function traceOf(fields: Readonly<Record<string, unknown>> | undefined): string | undefined {
  if (fields === undefined) return undefined;
  const named = fields["traceId"] ?? fields["trace_id"] ?? fields["traceid"];
  const id = typeof named === "string" ? named.toLowerCase() : "";
  return TRACE_ID.test(id) ? id : undefined;
}

/** The value of a field: by its whole name, else by the path that its dots make. */
export function fieldOf(fields: unknown, name: string): unknown {
  if (typeof fields !== "object" || fields === null) return undefined;
  if (Object.hasOwn(fields, name)) return (fields as Record<string, unknown>)[name];
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const head = name.slice(0, dot);
    if (!Object.hasOwn(fields, head)) continue;
    const found = fieldOf((fields as Record<string, unknown>)[head], name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
