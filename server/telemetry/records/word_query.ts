/** Letters, digits and private characters, of which FTS5 makes words. */
const HAS_WORD = /[\p{L}\p{N}\p{Co}]/u;

const MOST_WORDS = 16;
const MOST_WORD_CHARS = 200;

/**
 * Writes the query of FTS5 for words that must all occur, in text or fields; a `*` at the end of a word
 * lets it go on. Undefined when there is no word.
 *
 * Each word is quoted, so nothing in it is an operator. Source: https://sqlite.org/fts5.html, 3.
 */
export function wordQuery(text: string): string | undefined {
  const words = text.toWellFormed().replaceAll("\0", " ").split(/\s+/)
    .filter((word) => HAS_WORD.test(word)).slice(0, MOST_WORDS);
  if (words.length === 0) return undefined;
  return words.map((word) => {
    const isStart = word.endsWith("*");
    const quoted = word.slice(0, MOST_WORD_CHARS).replaceAll('"', '""');
    return `"${quoted}"${isStart ? "*" : ""}`;
  }).join(" AND ");
}
