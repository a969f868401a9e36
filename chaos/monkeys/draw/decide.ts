import type { Rng } from "@netops/core";
import type { HuntGroup } from "../groups/hunt_group.ts";
import { paceOf } from "../groups/pace_of.ts";
import type { HuntKnobs } from "../knobs/knobs.ts";
import type { ActBook, ClaimRules } from "../recorder/act_book.ts";
import { chanceOf, throwDice } from "./draw_slot.ts";
import type { Slot, SlotGrid } from "./slots.ts";

/** What a decision hangs on. */
export interface DecideOptions {
  readonly knobs: HuntKnobs;
  readonly grid: SlotGrid;
  readonly seed: string;
  readonly createRng: (seed: string) => Rng;
  readonly book: Pick<ActBook, "of" | "whyNot">;
  /** Apps that the platform stands on. */
  readonly ground: ReadonlySet<string>;
}

/** Whether a group is hit in a slot. */
export type Decision =
  | {
    readonly isHit: true;
    readonly slot: Slot;
    readonly group: HuntGroup;
    readonly atMs: number;
    readonly chance: number;
    readonly dice: number;
    /** Draws whom and with what. */
    readonly rng: Rng;
    readonly rules: ClaimRules;
    readonly isMandatory: boolean;
  }
  | { readonly isHit: false; readonly why: string };

/** A group that is hit. */
export type Hit = Extract<Decision, { isHit: true }>;

/** Decides whether a group is hit in a slot, and when. Pure: the same for the same seed and history. */
export function decide(slot: Slot, group: HuntGroup, options: DecideOptions): Decision {
  const { knobs, grid, book, ground } = options;
  const paced = paceOf(group, knobs, { ground, day: slot.day, records: book.of(group.name) });
  if ("outBecause" in paced) return { isHit: false, why: paced.outBecause };
  const { pace, mostPerDay, isMandatory = false } = paced;
  const rules: ClaimRules = {
    ...{ grid, leastSlots: pace.leastSlots, mostPerDay },
    ...(knobs.mostPerDay === undefined ? {} : { mostPerDayOfAll: knobs.mostPerDay }),
  };
  const question = { ...slot, group: group.name, isLeashed: knobs.leashed };
  const { kind } = knobs;
  const { dice, atMs, rng } = throwDice(slot, { ...options, kind, group: group.name });
  const chance = chanceOf(pace);
  if (dice >= chance) {
    return {
      isHit: false,
      why: `the dice say no: ${percent(dice)} is not below ${percent(chance)}`,
    };
  }
  const why = book.whyNot(question, rules);
  if (why !== undefined) return { isHit: false, why };
  return { isHit: true, slot, group, atMs, chance, dice, rng, rules, isMandatory };
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} %`;
}
