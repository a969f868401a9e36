import type { Rng } from "@netops/core";

/**
 * Draws a standard normal value.
 *
 * Source: Box & Muller, A note on the generation of random normal deviates, 1958.
 */
export function gaussian(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
