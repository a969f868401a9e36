/** Ranks of values among themselves. */
export interface Ranking {
  /** From 1, in the order of the values; equal values share the mean of their ranks. */
  readonly ranks: Float64Array;
  /** Σ(t³ − t) over groups of t equal values. */
  readonly ties: number;
}

/** Ranks values; those that are equal share their mean rank. */
export function rank(values: ArrayLike<number>): Ranking {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at)
    .sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length;) {
    const value = values[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === value) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + 1 + to) / 2;
    const size = to - from;
    ties += size ** 3 - size;
    from = to;
  }
  return { ranks, ties };
}
