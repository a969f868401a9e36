/** Classes of ASCII that RE2 means by `\d` and its kin; JavaScript's reach further. */
export const PERL_CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  s: "\\t\\n\\f\\r\\x20",
  w: "0-9A-Z_a-z",
};

/** The POSIX classes, as they stand in `[[:alpha:]]`. */
export const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t\\x20",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: "\\x20-~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r\\x20",
  upper: "A-Z",
  word: "0-9A-Z_a-z",
  xdigit: "0-9A-Fa-f",
};

/** Writes one code point so that it means itself within and outside of brackets. */
export function escapedCodePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** The JavaScript name of a Unicode class, `Lu` or `Greek`; undefined when there is none. */
export function unicodeClass(name: string, isNegated: boolean): string | undefined {
  const letter = isNegated ? "P" : "p";
  if (name === "Any") return isNegated ? "\\P{Any}" : "\\p{Any}";
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  const candidates = [`\\${letter}{gc=${name}}`, `\\${letter}{sc=${name}}`];
  return candidates.find((candidate) => isPattern(candidate));
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false; // the engine's answer to "is there such a class"
  }
}
