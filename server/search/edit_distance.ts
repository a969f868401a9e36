type Row = Uint8Array<ArrayBuffer>;

/** How far a term may be from a word. */
export interface EditOptions {
  readonly most: number;
  /** The word may be the beginning of the term: somebody is still typing. */
  readonly prefix: boolean;
}

/**
 * Counts the edits between one word and many terms: letters put in, left out, changed, or swapped with
 * their neighbour (Damerau-Levenshtein, optimal string alignment).
 *
 * Keeps its rows from term to term: allocating them takes most of the time. Counts up to 255.
 */
export class EditDistance {
  readonly #word: string;
  readonly #options: EditOptions;
  #beforeLast: Row;
  #last: Row;
  #current: Row;

  /** Compares with `word`. */
  constructor(word: string, options: EditOptions) {
    this.#word = word;
    this.#options = options;
    // No beginning of a term that is longer than this can be near enough.
    const cells = word.length + options.most + 1;
    this.#beforeLast = new Uint8Array(cells);
    this.#last = new Uint8Array(cells);
    this.#current = new Uint8Array(cells);
  }

  /** The edits to a term, with `prefix` to its nearest beginning; Infinity beyond the most. */
  to(term: string): number {
    const { most, prefix } = this.#options;
    const length = this.#word.length;
    if (length - term.length > most || (!prefix && term.length - length > most)) return Infinity;
    const width = Math.min(term.length, length + most);
    for (let column = 0; column <= width; column++) this.#last[column] = column;
    for (let row = 1; row <= length; row++) {
      if (this.#fillRow(row, term, width) > most) return Infinity;
      const spare = this.#beforeLast;
      this.#beforeLast = this.#last;
      this.#last = this.#current;
      this.#current = spare;
    }
    const edits = prefix ? leastOf(this.#last, width) : cell(this.#last, term.length);
    return edits <= most ? edits : Infinity;
  }

  /** Fills one row of the table and gives its least number. */
  #fillRow(row: number, term: string, width: number): number {
    const letter = this.#word.charCodeAt(row - 1);
    const before = this.#word.charCodeAt(row - 2);
    const [beforeLast, last, current] = [this.#beforeLast, this.#last, this.#current];
    current[0] = row;
    let least = row;
    for (let column = 1; column <= width; column++) {
      const other = term.charCodeAt(column - 1);
      let edits = cell(last, column - 1) + (letter === other ? 0 : 1);
      edits = Math.min(edits, cell(last, column) + 1, cell(current, column - 1) + 1);
      const isSwapped = column > 1 && before === other && letter === term.charCodeAt(column - 2);
      if (isSwapped) edits = Math.min(edits, cell(beforeLast, column - 2) + 1);
      current[column] = edits;
      if (edits < least) least = edits;
    }
    return least;
  }
}

function cell(row: Row, column: number): number {
  return row[column] ?? 0;
}

function leastOf(row: Row, width: number): number {
  let least = Infinity;
  for (let column = 0; column <= width; column++) least = Math.min(least, cell(row, column));
  return least;
}

/** How many edits are forgiven in a word: none below 4 letters, one below 8, else two. */
export function mostEdits(word: string): number {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}
