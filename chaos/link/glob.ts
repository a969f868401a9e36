/**
 * Whether a pattern covers the whole text: `*` stands for any run of characters, `/` included, and
 * `?` for one character.
 *
 * Goes back to the last star only, so it takes at most text × pattern steps.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let starText = 0;
  while (inText < text.length) {
    if (pattern[at] === "*") {
      star = at++;
      starText = inText;
    } else if (pattern[at] === "?" || pattern[at] === text[inText]) {
      at++;
      inText++;
    } else if (star >= 0) {
      at = star + 1;
      inText = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
