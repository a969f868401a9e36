/** What moves along a link: bytes, the end of a direction, or the end of the whole connection. */
export type PieceKind = "data" | "end" | "close" | "reset";

/** Something on its way through a chain of toxics. */
export interface Piece {
  readonly kind: PieceKind;
  readonly data: Uint8Array;
  /** Monotonic time at which it came to the stage where it is. */
  readonly atMs: number;
  /** Monotonic time at which it may leave; Infinity when only a change of the toxic lets it go. */
  readonly dueMs: number;
  /** The HTTP path that the connection was busy with when it was read. */
  readonly path: string | undefined;
  /** Overtakes and discards what is held where it comes. */
  readonly isUrgent?: boolean | undefined;
}

/** No bytes. */
export const NO_DATA = new Uint8Array(0);

/** The same piece with other times. Written out: a spread costs ten times as much, and this is done for every slice. */
export function timed(piece: Piece, atMs: number, dueMs: number): Piece {
  const { kind, data, path, isUrgent } = piece;
  return { kind, data, atMs, dueMs, path, isUrgent };
}
