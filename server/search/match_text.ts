/** Which columns of the index are looked at. */
type Columns = "title" | "all";

/** A word so short begins too many others to be taken for a beginning when more words follow. */
const SHORT = 2;

/**
 * Writes the query of FTS5 for some words, all of which must occur; each may be one of several.
 *
 * With `prefix` words may go on: the last one, and those before it that are longer than two letters.
 * Every word is quoted, so nothing in it is an operator. Source: https://sqlite.org/fts5.html, 3.
 */
export function matchText(
  words: readonly (readonly string[])[],
  how: { readonly columns: Columns; readonly prefix: boolean },
): string {
  const all = words.map((choices, at) => {
    const isLast = at === words.length - 1;
    const star = (word: string) => how.prefix && (isLast || word.length > SHORT) ? "*" : "";
    const either = choices.map((word) => `${quote(word)}${star(word)}`).join(" OR ");
    return choices.length === 1 ? either : `(${either})`;
  }).join(" AND ");
  return how.columns === "title" ? `title : (${all})` : all;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
