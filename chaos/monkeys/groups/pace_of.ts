import type { Pace } from "../draw/draw_slot.ts";
import { type HuntKnobs, knobsOf } from "../knobs/knobs.ts";
import type { ActRecord } from "../recorder/act.ts";
import type { HuntGroup } from "./hunt_group.ts";

/** How often a group is hit, or why it is not. */
export type GroupPace =
  | { readonly pace: Pace; readonly mostPerDay: number; readonly isMandatory?: true }
  | { readonly outBecause: string };

/** What the pace of a group hangs on besides its knobs. */
export interface PaceFacts {
  /** Apps that the platform stands on: in only when knobs name them. */
  readonly ground: ReadonlySet<string>;
  readonly day: string;
  /** What was done to this group, oldest first. */
  readonly records: readonly ActRecord[];
}

/** Without these nothing is undone, and nobody says so. */
const UNTOUCHABLE: ReadonlySet<string> = new Set(["fleet", "keeper", "guardian", "job"]);

/**
 * How often a group is hit.
 *
 * One that is opted out is hit all the same when that is mandatory: its owners last let it be hit more than
 * `windowDays` ago, and nothing hit it since then either.
 */
export function paceOf(group: HuntGroup, knobs: HuntKnobs, facts: PaceFacts): GroupPace {
  const { name, app } = group;
  if (UNTOUCHABLE.has(app)) return { outBecause: "nothing may be done to it" };
  const isNamed = Object.hasOwn(knobs.groups, name) || Object.hasOwn(knobs.groups, app);
  if (facts.ground.has(app) && !isNamed) {
    return { outBecause: "the platform stands on it, and knobs do not name it" };
  }
  const own = knobsOf(knobs, name, app);
  const { meanSlots, leastSlots, mostPerDay } = own;
  if (own.enabled) return { pace: { meanSlots, leastSlots }, mostPerDay };
  const { mandatory } = knobs;
  if (mandatory === undefined || own.lastOptIn === undefined) return { outBecause: "opted out" };
  const from = Temporal.PlainDate.from(facts.day).subtract({ days: mandatory.windowDays })
    .toString();
  const isRecent = own.lastOptIn >= from ||
    facts.records.some(({ act }) => !act.isLeashed && act.day >= from);
  if (isRecent) return { outBecause: "opted out" };
  return {
    pace: { meanSlots: mandatory.meanSlots, leastSlots: 1 },
    mostPerDay: Math.max(1, mostPerDay),
    isMandatory: true,
  };
}
