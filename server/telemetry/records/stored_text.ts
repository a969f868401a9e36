/** SQLite ends a text at its first NUL when it is read back; U+FDD0 means no character to anybody. */
const ESCAPE = "\ufdd0";
// deno-lint-ignore no-control-regex
const SPECIAL = /[\u0000\ufdd0]/;
// deno-lint-ignore no-control-regex
const EVERY_SPECIAL = /[\u0000\ufdd0]/g;
const EVERY_ESCAPE = /\ufdd0([01])/g;

/** Cuts text above `mostChars` UTF-16 units and says so at its end; what is short stays as it is. */
export function clipText(text: string, mostChars: number): string {
  if (text.length <= mostChars) return text;
  const mark = `… [cut: ${text.length} characters]`;
  let end = Math.max(0, mostChars - mark.length);
  // No half of a pair is left at the cut.
  if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
  return text.slice(0, end) + mark;
}

/** Writes text as SQLite can hold it: well-formed, without NUL; {@linkcode readStored} undoes the latter. */
export function toStored(text: string): string {
  const formed = text.isWellFormed() ? text : text.toWellFormed();
  if (!SPECIAL.test(formed)) return formed;
  return formed.replace(EVERY_SPECIAL, (char) => `${ESCAPE}${char === ESCAPE ? "1" : "0"}`);
}

/** Reads text that {@linkcode toStored} wrote. */
export function readStored(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(EVERY_ESCAPE, (_, which) => which === "1" ? ESCAPE : "\0");
}

/** A name fit to be a key: short, well-formed, without control characters. */
export function storedName(text: string): string {
  // deno-lint-ignore no-control-regex
  return clipText(text, 200).toWellFormed().replace(/[\x00-\x1f\x7f]/g, "\ufffd");
}
