/** What was counted in one block of both loads. */
export interface CountPair {
  readonly from: number;
  readonly to: number;
}

/** Which of two loads stood still while the other went on. */
export interface Outage {
  readonly load: "before" | "after";
  /** Blocks in which it did nothing. */
  readonly blocks: number;
  /** What the other did in them. */
  readonly missed: number;
}

/**
 * Finds blocks in which one load did nothing and the other so much that chance explains it at most `alpha` of the time.
 * With chances alike each of the n that were counted falls to either side, so all fall to one with 2^(1−n); any of
 * the 2^B sets of B blocks could have stood out, which makes it n ≥ 1 + B + log2(1/α). Undefined when there is none, or both.
 * Source: the sign test, with Bonferroni's bound.
 */
export function outageOf(pairs: readonly CountPair[], alpha: number): Outage | undefined {
  const least = 1 + pairs.length + Math.log2(1 / alpha);
  const before = silence("before", pairs.map(({ from, to }) => ({ own: from, other: to })));
  const after = silence("after", pairs.map(({ from, to }) => ({ own: to, other: from })));
  const found = [before, after].filter(({ missed }) => missed >= least);
  return found.length === 1 ? found[0] : undefined;
}

function silence(
  load: Outage["load"],
  counts: readonly { readonly own: number; readonly other: number }[],
): Outage {
  const silent = counts.filter(({ own, other }) => own === 0 && other > 0);
  const missed = silent.reduce((sum, { other }) => sum + other, 0);
  return { load, blocks: silent.length, missed };
}
