import type { Rng } from "../ports/rng.ts";
import { createSeededRng } from "../host/seeded_rng.ts";

/** Draws the same from a seed on every run of a test. */
export function createFixedRng(seed: string): Rng {
  return createSeededRng(seed);
}
