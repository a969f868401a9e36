/** A place in a file, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Keys and indexes from the top of a document to a value. */
export type Path = readonly (string | number)[];

/** Places of keys and values by path. */
export class Places {
  readonly #places = new Map<string, Place>();
  readonly #repeated: Path[] = [];

  /** Keys that stand in one mapping more than once: the last of them counts. */
  get repeated(): readonly Path[] {
    return this.#repeated;
  }

  /** Notes that a key stood there before. */
  repeat(path: Path): void {
    this.#repeated.push(path);
  }

  /** Remembers where something is. */
  set(path: Path, place: Place): void {
    this.#places.set(JSON.stringify(path), place);
  }

  /** Where something is, or where the nearest thing around it is. */
  find(path: Path): Place {
    for (let length = path.length; length > 0; length--) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return this.#places.get("[]") ?? { line: 1, column: 1 };
  }
}

/** What is wrong with the syntax of a file, and where. */
export class SyntaxProblem extends Error {
  override readonly name = "SyntaxProblem";

  /** Takes the words, the place, and the offset where the file is JSON. */
  constructor(message: string, readonly place: Place, readonly offset: number = 0) {
    super(message);
  }
}

/** The line and column of an offset in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
