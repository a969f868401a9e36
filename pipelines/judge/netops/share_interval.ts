import type { CountTable } from "../stats/counts.ts";

/** A difference with its interval. */
export interface DifferenceInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** How a side's own interval is made. */
export type CountKind = "share" | "rate";

/**
 * The difference of two shares or rates, experiment − control, at `z`: each side's score interval, and both
 * put together by squares.
 *
 * Wilson's interval for shares; (k + z²/2 ± z√(k + z²/4))/n for rates.
 * Source: Newcombe, Interval estimation for the difference between independent proportions, 1998, method 10.
 */
export function differenceInterval(
  { experiment, control }: CountTable,
  z: number,
  options: { readonly kind: CountKind },
): DifferenceInterval {
  const interval = options.kind === "share" ? wilson : poissonScore;
  const [x, y] = [interval(experiment, z), interval(control, z)];
  const estimate = x.middle - y.middle;
  return {
    estimate,
    low: estimate - Math.hypot(x.middle - x.low, y.high - y.middle),
    high: estimate + Math.hypot(x.high - x.middle, y.middle - y.low),
  };
}

type Side = CountTable["experiment"];

function wilson({ hits, total }: Side, z: number) {
  const middle = hits / total;
  const scale = 1 + z * z / total;
  const center = (middle + z * z / (2 * total)) / scale;
  const reach = z / scale * Math.sqrt(middle * (1 - middle) / total + z * z / (4 * total * total));
  return { middle, low: center - reach, high: center + reach };
}

function poissonScore({ hits, total }: Side, z: number) {
  const center = hits + z * z / 2;
  const reach = z * Math.sqrt(hits + z * z / 4);
  return { middle: hits / total, low: (center - reach) / total, high: (center + reach) / total };
}
