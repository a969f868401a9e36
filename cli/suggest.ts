/**
 * The known words nearest to a mistyped one, best first.
 *
 * Distance is Damerau-Levenshtein (optimal string alignment); a word counts when at most 40 % of
 * its letters differ, or when it begins with what was typed. At most 3 are answered.
 */
export function suggest(typed: string, known: readonly string[]): readonly string[] {
  return known
    .map((word) => ({ word, distance: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) =>
      distance <= Math.max(1, Math.floor(0.4 * Math.max(word.length, typed.length))) ||
      (typed.length >= 2 && word.startsWith(typed))
    )
    .sort((one, other) => one.distance - other.distance || one.word.localeCompare(other.word))
    .slice(0, 3)
    .map(({ word }) => word);
}

/** Edits (insert, drop, replace, swap of neighbours) between two words. */
export function distance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, at(before, column - 2) + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return at(above, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
