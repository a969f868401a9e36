import { EditDistance, mostEdits } from "./edit_distance.ts";

/** A term of the index and how many titles have it. */
export interface Term {
  readonly term: string;
  readonly titles: number;
}

interface KnownTerm extends Term {
  readonly letters: number;
}

const MOST_CORRECTIONS = 5;

/** The words that the index knows, to find what somebody may have meant. */
export class Vocabulary {
  readonly #terms: readonly KnownTerm[];

  /** Knows these terms. */
  constructor(terms: readonly Term[]) {
    this.#terms = terms.map((term) => ({ ...term, letters: lettersOf(term.term) }));
  }

  /**
   * The terms that a word may stand for, best first, at most five: fewest edits, then most titles.
   *
   * With `prefix` the word may be the beginning of the term.
   */
  corrections(word: string, { prefix }: { readonly prefix: boolean }): string[] {
    const most = mostEdits(word);
    if (most === 0) return [];
    const letters = lettersOf(word);
    const distance = new EditDistance(word, { most, prefix });
    const found: { readonly term: KnownTerm; readonly edits: number }[] = [];
    for (const term of this.#terms) {
      // Each letter that the term lacks altogether costs an edit: that rules nearly all terms out.
      if (bitsIn(letters & ~term.letters) > most) continue;
      const edits = distance.to(term.term);
      if (edits <= most) found.push({ term, edits });
    }
    found.sort((left, right) =>
      left.edits - right.edits || right.term.titles - left.term.titles ||
      (left.term.term < right.term.term ? -1 : 1)
    );
    return found.slice(0, MOST_CORRECTIONS).map(({ term }) => term.term);
  }
}

/** A bit for each letter that occurs; letters share 32 bits, so a bit may stand for several. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
