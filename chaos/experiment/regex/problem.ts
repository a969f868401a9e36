/** A pattern that Python would refuse, or that cannot be expressed here. */
export class PatternProblem extends Error {
  override readonly name = "PatternProblem";
}

/** Which flags hold at a point of a pattern. */
export interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  /** ASCII classes. */
  readonly a: boolean;
}

/** A translated piece: its source, and how many characters it takes at least and at most. */
export interface Piece {
  readonly source: string;
  readonly least: number;
  readonly most: number;
}
