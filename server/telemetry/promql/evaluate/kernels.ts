import type { VectorSelector } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { boundsOf, extendedRate } from "./extended_rate.ts";
import {
  avgOverTime,
  changes,
  extremeOverTime,
  madOverTime,
  quantileOverTime,
  resets,
  sumOverTime,
  timeOfExtreme,
  varianceOverTime,
} from "./over_time.ts";
import { extrapolated, instantChange, type Kernel, type RateKind } from "./rate.ts";
import { deriv, doubleExponentialSmoothing, predictLinear } from "./regression.ts";

const RATES: ReadonlyMap<string, RateKind> = new Map([
  ["rate", { isCounter: true, isRate: true }],
  ["increase", { isCounter: true, isRate: false }],
  ["delta", { isCounter: false, isRate: false }],
]);

const ANCHORED = ["changes", "delta", "increase", "rate", "resets"];
const SMOOTHED = ["delta", "increase", "rate"];

const KERNELS: ReadonlyMap<string, Kernel> = new Map<string, Kernel>([
  ...[...RATES].map(([name, kind]) => [name, extrapolated(kind)] as const),
  ["irate", instantChange(true)],
  ["idelta", instantChange(false)],
  ["deriv", deriv],
  ["predict_linear", predictLinear],
  ["double_exponential_smoothing", doubleExponentialSmoothing],
  ["changes", changes],
  ["resets", resets],
  ["sum_over_time", sumOverTime],
  ["avg_over_time", avgOverTime],
  ["min_over_time", extremeOverTime(false)],
  ["max_over_time", extremeOverTime(true)],
  ["ts_of_min_over_time", timeOfExtreme(false)],
  ["ts_of_max_over_time", timeOfExtreme(true)],
  ["count_over_time", ({ from, to }) => to - from],
  ["present_over_time", () => 1],
  ["absent_over_time", () => 1],
  ["first_over_time", ({ values, from }) => values[from] as number],
  ["last_over_time", ({ values, to }) => values[to - 1] as number],
  ["ts_of_first_over_time", ({ timestampsMs, from }) => (timestampsMs[from] as number) / 1000],
  ["ts_of_last_over_time", ({ timestampsMs, to }) => (timestampsMs[to - 1] as number) / 1000],
  ["stdvar_over_time", varianceOverTime],
  ["stddev_over_time", (window) => Math.sqrt(varianceOverTime(window))],
  ["quantile_over_time", quantileOverTime],
  ["mad_over_time", madOverTime],
]);

/**
 * The computation of a range function by its name.
 *
 * @throws PromqlFailure when the function does not go with an `anchored` or `smoothed` range
 */
export function kernelOf(name: string, edges: VectorSelector["edges"]): Kernel | undefined {
  if (edges === undefined) return KERNELS.get(name);
  const allowed = edges === "anchored" ? ANCHORED : SMOOTHED;
  if (!allowed.includes(name)) {
    failExecution(
      `${edges} modifier can only be used with: ${allowed.join(", ")} - not with ${name}`,
    );
  }
  const rate = RATES.get(name);
  if (rate !== undefined) return extendedRate(rate, edges === "smoothed");
  const count = name === "resets" ? resets : changes;
  return (window) => {
    const { timestampsMs, to } = window;
    if ((timestampsMs[to - 1] as number) <= window.startMs) return window.absent();
    const { first } = boundsOf(window, false) ?? { first: window.from };
    const [from] = [window.from];
    window.from = first;
    const result = count(window);
    window.from = from;
    return result;
  };
}
