import { logChoose } from "./gamma.ts";

/** How probable it is to see as many as were seen, or more; and as many, or fewer. */
export interface CountTails {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Of `total` on each side, `hits` have the property. Whole numbers. */
export interface CountTable {
  readonly experiment: { readonly hits: number; readonly total: number };
  readonly control: { readonly hits: number; readonly total: number };
}

/**
 * Fisher's exact test: given how many hits there are in all, the hits of the experiment are hypergeometric,
 * P(a) = C(n₁, a)·C(n₂, h − a)/C(n₁ + n₂, h).
 *
 * Source: Fisher, Statistical Methods for Research Workers, 1934, §21.02.
 */
export function fisherTails({ experiment, control }: CountTable): CountTails {
  const hits = experiment.hits + control.hits;
  const all = experiment.total + control.total;
  const least = Math.max(0, hits - control.total);
  const most = Math.min(experiment.total, hits);
  return tails({
    ...{ seen: experiment.hits, least, most },
    mode: Math.floor((hits + 1) * (experiment.total + 1) / (all + 2)),
    logProbability: (a) =>
      logChoose(experiment.total, a) + logChoose(control.total, hits - a) - logChoose(all, hits),
    stepUp: (a) => (experiment.total - a) * (hits - a) / ((a + 1) * (control.total - hits + a + 1)),
  });
}

/**
 * Compares two rates of events that may outnumber what they are counted by: given all events, those of the
 * experiment are binomial with p = n₁/(n₁ + n₂).
 *
 * Source: Przyborowski & Wilenski, Homogeneity of results in testing samples from Poisson series, 1940.
 */
export function poissonTails({ experiment, control }: CountTable): CountTails {
  const n = experiment.hits + control.hits;
  const p = experiment.total / (experiment.total + control.total);
  return tails({
    ...{ seen: experiment.hits, least: 0, most: n, mode: Math.floor((n + 1) * p) },
    logProbability: (k) => logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p),
    stepUp: (k) => (n - k) / (k + 1) * (p / (1 - p)),
  });
}

interface Discrete {
  readonly seen: number;
  readonly least: number;
  readonly most: number;
  /** The most probable count. */
  readonly mode: number;
  readonly logProbability: (count: number) => number;
  /** P(count + 1)/P(count). */
  readonly stepUp: (count: number) => number;
}

/** Sums the tail away from the mode, where terms only shrink; the other is what is left. */
function tails(counts: Discrete): CountTails {
  const own = Math.exp(counts.logProbability(counts.seen));
  const isHigh = counts.seen >= counts.mode;
  const near = Math.min(1, own + beyond(counts, own));
  const far = Math.min(1, 1 - near + own);
  return isHigh ? { atLeast: near, atMost: far } : { atLeast: far, atMost: near };
}

function beyond({ seen, least, most, mode, stepUp }: Discrete, own: number): number {
  let total = 0;
  let term = own;
  if (seen >= mode) {
    for (let count = seen; count < most && term > 1e-18 * total; count++) {
      total += term *= stepUp(count);
    }
    return total;
  }
  for (let count = seen; count > least && term > 1e-18 * total; count--) {
    total += term /= stepUp(count - 1);
  }
  return total;
}
