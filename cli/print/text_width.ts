// deno-lint-ignore no-control-regex
const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]/g;
// deno-lint-ignore no-control-regex
const PARTS = /\x1b\[[0-9;?]*[A-Za-z]|./gsu;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|[\u{1f300}-\u{1faff}]/u;
const MARK = /\p{M}/u;

/** Text without colour codes. */
export function stripStyles(text: string): string {
  return text.replace(ESCAPES, "");
}

/** How many columns text takes in a terminal; styles take none, wide letters two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of stripStyles(text)) width += letterWidth(letter);
  return width;
}

/** Cuts text to `columns`, styles kept and closed, with "…" where something is missing. */
export function fitText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const part of text.match(PARTS) ?? []) {
    const partWidth = part.startsWith("\x1b[") ? 0 : letterWidth(part);
    if (width + partWidth > columns - 1) break;
    kept += part;
    width += partWidth;
  }
  return `${kept}…${kept.includes("\x1b[") ? "\x1b[0m" : ""}`;
}

/** Signs that turn the direction of text, so that what is read is not what was written. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Makes what a stranger wrote safe for a terminal: no control characters besides tab, and signs that turn
 * the direction of text show as programmers write them (`\u202e`).
 */
export function harmless(text: string): string {
  // deno-lint-ignore no-control-regex
  return stripStyles(text).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "")
    .replace(TURNS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function letterWidth(letter: string): number {
  if (MARK.test(letter)) return 0;
  return WIDE.test(letter) ? 2 : 1;
}
