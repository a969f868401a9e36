import { type Flags, PatternProblem } from "./problem.ts";

const SPACES =
  "\\t\\n\\v\\f\\r \\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** The class behind `\d`, `\s`, `\w` and their opposites; Python's know all of Unicode. */
export function shorthand(letter: string, flags: Flags): string {
  const inside = {
    d: flags.a ? "0-9" : "\\p{Nd}",
    s: flags.a ? "\\t\\n\\v\\f\\r " : SPACES,
    w: flags.a ? "a-zA-Z0-9_" : "\\p{L}\\p{N}_",
  }[letter.toLowerCase()];
  return letter === letter.toLowerCase() ? `[${inside}]` : `[^${inside}]`;
}

/** A word boundary, `\b`, or its opposite, which an empty text has not. */
export function boundary(isOpposite: boolean, flags: Flags): string {
  const word = shorthand("w", flags);
  return isOpposite
    ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?:(?<=[^])|(?=[^])))`
    : `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
}

/** One character, written so that it means nothing but itself. */
export function literal(code: number): string {
  const char = String.fromCodePoint(code);
  return /[A-Za-z0-9]/.test(char) ? char : `\\u{${code.toString(16)}}`;
}

const NAMED: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  f: 12,
  v: 11,
  a: 7,
  "\\": 92,
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Reads a character escape after its backslash, which stands at `at`.
 *
 * @throws {PatternProblem} for escapes that Python does not know.
 */
export function readEscape(
  text: string,
  at: number,
  { isInClass = false }: { isInClass?: boolean } = {},
): { code: number; length: number } {
  const mark = text.charAt(at + 1);
  if (mark === "") throw new PatternProblem("bad escape (end of pattern)");
  const digits = HEX_DIGITS[mark];
  if (digits !== undefined) {
    const hex = text.slice(at + 2, at + 2 + digits);
    if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex)) {
      throw new PatternProblem(`incomplete escape \\${mark}${hex}`);
    }
    const code = parseInt(hex, 16);
    if (code > 0x10ffff) throw new PatternProblem(`bad escape \\${mark}${hex}`);
    return { code, length: 2 + digits };
  }
  // In a class there are no references to groups, so every octal number is a character.
  const octalPattern = isInClass ? /^[0-7]{1,3}/ : /^(?:0[0-7]{0,2}|[0-7]{3})/;
  const octal = octalPattern.exec(text.slice(at + 1))?.[0];
  if (octal !== undefined) {
    const code = parseInt(octal, 8);
    if (code > 0o377) {
      throw new PatternProblem(`octal escape value \\${octal} outside of range 0-0o377`);
    }
    return { code, length: 1 + octal.length };
  }
  const named = NAMED[mark];
  if (named !== undefined) return { code: named, length: 2 };
  if (/[A-Za-z0-9]/.test(mark)) throw new PatternProblem(`bad escape \\${mark}`);
  const code = text.codePointAt(at + 1) ?? 0;
  return { code, length: 1 + String.fromCodePoint(code).length };
}

/** Reads a class from its `[` at `at`; answers the class and where it ends. */
export function readClass(text: string, at: number, flags: Flags): { source: string; end: number } {
  const isOpposite = text.charAt(at + 1) === "^";
  const start = at + (isOpposite ? 2 : 1);
  let source = "";
  let next = start;
  while (text.charAt(next) !== "]" || next === start) {
    if (next >= text.length) throw new PatternProblem("unterminated character set");
    const low = readMember(text, next, flags);
    next += low.length;
    if (text.charAt(next) !== "-" || text.charAt(next + 1) === "]") {
      source += low.source;
      continue;
    }
    if (next + 1 >= text.length) throw new PatternProblem("unterminated character set");
    const high = readMember(text, next + 1, flags);
    if (low.code === undefined || high.code === undefined || high.code < low.code) {
      throw new PatternProblem(
        `bad character range ${text.slice(next - low.length, next + 1 + high.length)}`,
      );
    }
    source += `${literal(low.code)}-${literal(high.code)}`;
    next += 1 + high.length;
  }
  return { source: `[${isOpposite ? "^" : ""}${source}]`, end: next + 1 };
}

function readMember(
  text: string,
  at: number,
  flags: Flags,
): { source: string; code?: number; length: number } {
  if (text.charAt(at) !== "\\") {
    const code = text.codePointAt(at) ?? 0;
    return { source: literal(code), code, length: String.fromCodePoint(code).length };
  }
  const mark = text.charAt(at + 1);
  if (mark !== "" && "dDsSwW".includes(mark)) return { source: shorthand(mark, flags), length: 2 };
  if (mark === "b") return { source: literal(8), code: 8, length: 2 };
  const { code, length } = readEscape(text, at, { isInClass: true });
  return { source: literal(code), code, length };
}
