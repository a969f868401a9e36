import type { Rng } from "@netops/core";
import type { Slot } from "./slots.ts";

/** How often a group is hit, in slots. */
export interface Pace {
  /** The mean number of slots from one hit to the next. */
  readonly meanSlots: number;
  /** The least number of slots from one hit to the next; 1 = the next slot may do. */
  readonly leastSlots: number;
}

/** A mean of so many slots, or more, is none: such a group is never hit. JSON has no Infinity. */
export const NEVER_SLOTS = Number.MAX_SAFE_INTEGER;

/**
 * The chance of a slot that may be hit: p = 1 / (μ − ε + 1), with mean μ and least gap ε in slots.
 *
 * A gap is ε − 1 slots that may not be hit and then a geometric number with mean 1/p, so that its mean is
 * ε − 1 + 1/p = μ whatever ε is. (Chaos Monkey draws with 1/μ and so comes out at μ + ε − 1.) 0 from
 * {@linkcode NEVER_SLOTS} on, at most 1.
 */
export function chanceOf({ meanSlots, leastSlots }: Pace): number {
  if (meanSlots >= NEVER_SLOTS) return 0;
  return 1 / Math.max(1, meanSlots - leastSlots + 1);
}

/** What the dice say for a group in a slot. */
export interface Throw {
  /** Uniform in [0, 1): the group is hit when it is below the chance. */
  readonly dice: number;
  /** When it is hit: uniform in the slot, wall ms. */
  readonly atMs: number;
  /** Draws whom and with what. */
  readonly rng: Rng;
}

/** What a throw hangs on. */
export interface ThrowOptions {
  readonly createRng: (seed: string) => Rng;
  readonly seed: string;
  /** Monkeys of different kinds throw their own dice. */
  readonly kind: string;
  readonly group: string;
}

/** Throws the dice for a group in a slot: the same for the same seed, whoever asks and whenever. */
export function throwDice(slot: Slot, options: ThrowOptions): Throw {
  const { createRng, seed, kind, group } = options;
  const rng = createRng([seed, kind, slot.id, group].join("/"));
  const dice = rng.next();
  const atMs = slot.startMs + Math.floor(rng.next() * (slot.endMs - slot.startMs));
  return { dice, atMs, rng };
}
