/** Signs that a shell takes as they are. */
const PLAIN = /^[\w.:/@=,+-]+$/;

/**
 * Quotes a word for a shell. Commands on the page are made to be copied, and a link to the page may
 * hold anything.
 */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Text as a regular expression that means just this text. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
