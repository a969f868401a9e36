/** Draws chance from a seed, so that a run replays. */
export interface Rng {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  integer(bound: number): number;
  /** A lower-case hex string of `bytes` random bytes. */
  hex(bytes: number): string;
  /** An independent generator, derived from this seed and `label`. */
  fork(label: string): Rng;
}
