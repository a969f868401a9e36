import type { TwoSeries } from "./effect_size.ts";
import { rank } from "./ranks.ts";

/** How much values that follow each other are alike, and what that leaves of a sample. */
export interface Persistence {
  /** Autocorrelation at lag 1, 0 to 0.99. */
  readonly rho: number;
  /** √((1 + ρ)/(1 − ρ)): how much wider an interval is than that of independent values. */
  readonly inflation: number;
  /** Independent values that the control is worth: n·(1 − ρ)/(1 + ρ). */
  readonly nEffControl: number;
  readonly nEffExperiment: number;
  /** Degrees of freedom of Student's t: what the samples are worth, less a mean and a ρ a side. */
  readonly freedom: number;
  /** Whether both sides move together, so that ρ is that of their differences. */
  readonly isPaired: boolean;
}

const MOST_RHO = 0.99;
const LEAST_FREEDOM = 0.5;
/** Above this correlation of the two sides the common movement is taken out. */
const TOGETHER = 0.7;
/** Fewer points move together by chance too often. */
const LEAST_PAIRS = 20;

/**
 * Measures the persistence of two series by the ranks within each: r₁ = Σ(aᵢ·aᵢ₋₁)/Σaᵢ², averaged over the
 * sides and freed of its bias in small samples by ρ = (n·r₁ + 1)/(n − 4); never below 0.
 *
 * Where both sides follow the same load (correlation at least 0.7, equal lengths from 20 on), ρ is that of the
 * differences step by step: what moves both says nothing about either.
 *
 * Source: Marriott & Pope, Bias in the estimation of autocorrelations, 1954 (E[r₁] ≈ ρ − (1 + 4ρ)/n);
 * Bayley & Hammersley, The effective number of independent observations, 1946.
 */
export function measurePersistence({ control, experiment }: TwoSeries): Persistence {
  const [x, y] = [centered(experiment), centered(control)];
  const isPaired = x.length >= LEAST_PAIRS && x.length === y.length &&
    correlation(x, y) >= TOGETHER;
  const [m, n] = [experiment.length, control.length];
  if (isPaired) {
    const differences = centered(experiment.map((value, at) => value - (control[at] ?? 0)));
    const rho = rhoOf([differences], n);
    return { ...worthOf(rho, m, n), freedom: freedomOf(n / ratioOf(rho) - 2), isPaired };
  }
  const rho = rhoOf([x, y], (m + n) / 2);
  return { ...worthOf(rho, m, n), freedom: freedomOf((m + n) / ratioOf(rho) - 4), isPaired };
}

/** The mean autocorrelation of series, by their lengths; series that stand still have none. */
function rhoOf(series: readonly Float64Array[], n: number): number {
  if (series.every((values) => values.every((value) => value === 0))) return 0;
  const all = series.reduce((sum, values) => sum + values.length, 0);
  const r = series.reduce((sum, values) => sum + values.length * lagOne(values), 0) / all;
  return unbiased(r, n);
}

/** Lag-1 autocorrelation of values around 0; 0 when all are 0. */
export function lagOne(values: Float64Array): number {
  let [with_, own] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    own += value * value;
    if (at > 0) with_ += value * (values[at - 1] ?? 0);
  }
  return own === 0 ? 0 : with_ / own;
}

/** Takes the small-sample bias out of a lag-1 autocorrelation and keeps it within 0 and 0.99. */
export function unbiased(r: number, n: number): number {
  return n <= 4 ? MOST_RHO : Math.min(MOST_RHO, Math.max(0, (n * r + 1) / (n - 4)));
}

/** (1 + ρ)/(1 − ρ): values that it takes to be worth one. */
export function ratioOf(rho: number): number {
  return (1 + rho) / (1 - rho);
}

function worthOf(rho: number, m: number, n: number) {
  const ratio = ratioOf(rho);
  return {
    ...{ rho, inflation: Math.sqrt(ratio) },
    ...{ nEffControl: n / ratio, nEffExperiment: m / ratio },
  };
}

function freedomOf(freedom: number): number {
  return Math.max(LEAST_FREEDOM, freedom);
}

function centered(values: readonly number[]): Float64Array {
  const middle = (values.length + 1) / 2;
  return rank(values).ranks.map((value) => value - middle);
}

function correlation(x: Float64Array, y: Float64Array): number {
  let [both, left, right] = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    const [a, b] = [x[at] ?? 0, y[at] ?? 0];
    both += a * b;
    left += a * a;
    right += b * b;
  }
  return left === 0 || right === 0 ? 0 : both / Math.sqrt(left * right);
}
