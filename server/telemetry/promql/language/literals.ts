import { PromqlFailure } from "./promql_error.ts";

/** Milliseconds of each unit of a duration, from the largest, as they must be written. */
const UNITS: readonly (readonly [string, number])[] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** The longest duration: what fits in 63 bits of nanoseconds. Source: Prometheus, model.Duration. */
const LONGEST_MS = 2 ** 63 / 1e6;

/**
 * Reads `1h30m` as milliseconds.
 *
 * @throws PromqlFailure when units are unknown or out of order, or the duration passes 292 years
 */
export function parseDurationMs(text: string): number {
  if (text === "0") return 0;
  if (text === "") throw new PromqlFailure("bad_data", "empty duration string");
  let durationMs = 0;
  let last = -1;
  for (let rest = text; rest !== "";) {
    const [whole = "", digits = "", unit = ""] = /^(\d+)(\D*)/.exec(rest) ?? [];
    if (whole === "" || unit === "") throw badDuration(text);
    const at = UNITS.findIndex(([name]) => name === unit);
    if (at < 0) throw new PromqlFailure("bad_data", `unknown unit "${unit}" in duration "${text}"`);
    if (at <= last || Number(digits) >= 2 ** 64) throw badDuration(text);
    last = at;
    durationMs += Number(digits) * (UNITS[at]?.[1] ?? 0);
    if (durationMs > LONGEST_MS) throw new PromqlFailure("bad_data", "duration out of range");
    rest = rest.slice(whole.length);
  }
  return durationMs;
}

function badDuration(text: string): PromqlFailure {
  return new PromqlFailure("bad_data", `not a valid duration string: "${text}"`);
}

/** Writes milliseconds as `1h30m`; years and weeks only when nothing remains. */
export function formatDurationMs(durationMs: number): string {
  let rest = Math.trunc(Math.abs(durationMs));
  if (rest === 0) return "0s";
  let text = durationMs < 0 ? "-" : "";
  for (const [unit, unitMs] of UNITS) {
    const isExact = unit === "y" || unit === "w";
    if (rest < unitMs || (isExact && rest % unitMs !== 0)) continue;
    text += `${Math.floor(rest / unitMs)}${unit}`;
    rest %= unitMs;
  }
  return text;
}

/**
 * Reads a number as Go does: `0x1f`, `0b1`, `010` (eight), `1_000`, `.5`, `1e3`, `Inf`, `NaN`.
 *
 * @throws PromqlFailure when the text is no number
 */
export function parseNumber(text: string): number {
  const plain = text.replace(/(?<=[\da-fA-FxXoObB])_(?=[\da-fA-F])/g, "");
  if (/^0[xX][\da-fA-F]+$|^0[bB][01]+$|^0[oO][0-7]+$/.test(plain)) return Number(plain);
  if (/^0[0-7]+$/.test(plain)) return parseInt(plain, 8);
  if (/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return value;
    throw badNumber(text, "value out of range");
  }
  if (/^inf$/i.test(plain)) return Infinity;
  if (/^nan$/i.test(plain)) return NaN;
  throw badNumber(text, "invalid syntax");
}

function badNumber(text: string, why: string): PromqlFailure {
  return new PromqlFailure(
    "bad_data",
    `error parsing number: strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${why}`,
  );
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]))/g;

/**
 * Takes the quotes off a text in one of three kinds of them, and reads its escapes.
 *
 * Escapes of bytes (`\xff`, `\377`) make characters when together they are UTF-8.
 */
export function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1);
  if (quoted.startsWith("`") || !inside.includes("\\")) return inside;
  let hasBytes = false;
  const text = inside.replace(ESCAPE, (...found: string[]) => {
    const [, hex, short, long, octal, simple] = found;
    if (hex !== undefined || octal !== undefined) {
      hasBytes = true;
      return byteMark(hex === undefined ? parseInt(octal ?? "", 8) : parseInt(hex, 16));
    }
    if (simple !== undefined) return SIMPLE_ESCAPES[simple] ?? simple;
    return String.fromCodePoint(parseInt(short ?? long ?? "", 16));
  });
  return hasBytes ? joinBytes(text) : text;
}

/** Bytes stand in a private plane until their neighbours are known. */
const BYTE_PLANE = 0x10ff00;

function byteMark(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : String.fromCodePoint(BYTE_PLANE + byte);
}

function joinBytes(text: string): string {
  const marks = /[\u{10ff80}-\u{10ffff}]+/gu;
  return text.replace(marks, (run) => {
    const bytes = Uint8Array.from([...run], (mark) => (mark.codePointAt(0) ?? 0) - BYTE_PLANE);
    return new TextDecoder().decode(bytes);
  });
}

/** Writes a text in double quotes as Go's `%q` does. */
export function quote(text: string): string {
  let quoted = '"';
  for (const char of text) quoted += quotedChar(char);
  return `${quoted}"`;
}

function quotedChar(char: string): string {
  if (char === '"' || char === "\\") return `\\${char}`;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return char;
  const simple = Object.entries(SIMPLE_ESCAPES).find(([, value]) => value === char);
  if (simple !== undefined) return `\\${simple[0]}`;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) return char;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\U${code.toString(16).padStart(8, "0")}`;
}
