/** Why no points can be got, and what would help. */
export interface QueryRefusal {
  /** Goes on after "as". */
  readonly refusal: string;
  readonly fix?: string;
}
