import { escapedCodePoint, PERL_CLASSES, POSIX_CLASSES, unicodeClass } from "./char_class.ts";
import type { RegexCursor } from "./regex_cursor.ts";

/** Reads `[…]` in RE2's syntax, and writes it for JavaScript's flag `u`. */
export function bracketClass(cursor: RegexCursor): string {
  const from = cursor.at;
  cursor.take("[");
  const caret = cursor.take("^") ? "^" : "";
  let inside = "";
  for (let isFirst = true; isFirst || !cursor.sees("]"); isFirst = false) {
    if (cursor.isAtEnd) cursor.fail("missing closing ]", cursor.text.slice(from));
    inside += posixClass(cursor) ?? perlClass(cursor) ?? range(cursor, from);
  }
  cursor.take("]");
  return `[${caret}${inside}]`;
}

function posixClass(cursor: RegexCursor): string | undefined {
  const [written, caret, name = ""] = /^\[:(\^?)(\w*):\]/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (written === undefined) return undefined;
  const posix = POSIX_CLASSES[name];
  if (posix === undefined) cursor.fail("invalid character class range", written);
  cursor.at += written.length;
  return caret === "^" ? complement(posix) : posix;
}

function perlClass(cursor: RegexCursor): string | undefined {
  const [written, letter = ""] = /^\\([dDsSwW])/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (written === undefined) return cursor.takeUnicodeClass(unicodeClass);
  cursor.at += written.length;
  const perl = PERL_CLASSES[letter.toLowerCase()] ?? "";
  return letter >= "a" ? perl : complement(perl);
}

function range(cursor: RegexCursor, from: number): string {
  const start = cursor.at;
  const low = single(cursor, from);
  if (!cursor.sees("-") || cursor.text[cursor.at + 1] === "]") return escapedCodePoint(low);
  if (cursor.at + 1 >= cursor.text.length) {
    cursor.fail("missing closing ]", cursor.text.slice(from));
  }
  cursor.at++;
  const high = single(cursor, from);
  if (high < low) {
    cursor.fail("invalid character class range", cursor.text.slice(start, cursor.at));
  }
  return `${escapedCodePoint(low)}-${escapedCodePoint(high)}`;
}

function single(cursor: RegexCursor, from: number): number {
  if (cursor.isAtEnd) cursor.fail("missing closing ]", cursor.text.slice(from));
  return cursor.sees("\\") ? cursor.escaped() : cursor.next();
}

/** The ranges between those of a class of ASCII. */
function complement(ranges: string): string {
  const inside = new RegExp(`^[${ranges}]$`, "u");
  let outside = "";
  for (let code = 0; code < 0x80; code++) {
    if (!inside.test(String.fromCharCode(code))) outside += escapedCodePoint(code);
  }
  return `${outside}\\u{80}-\\u{10ffff}`;
}
