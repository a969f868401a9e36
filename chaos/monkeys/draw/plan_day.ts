import { type HuntFacts, sortOut } from "../groups/sort_out.ts";
import { groupInstances, type HuntGroup } from "../groups/hunt_group.ts";
import { ActBook } from "../recorder/act_book.ts";
import type { ActHistory } from "../recorder/act.ts";
import { actOf } from "./act_of.ts";
import { choose } from "./choose.ts";
import { decide, type DecideOptions, type Hit } from "./decide.ts";

/** A hit of a plan: whom it would be if everything stayed as it is. */
export interface PlannedHit {
  readonly atMs: number;
  readonly instance: string | undefined;
  readonly strategy: string | undefined;
}

/** What a day brings to a group. */
export interface PlannedGroup {
  readonly group: string;
  readonly hits: readonly PlannedHit[];
  /** Why it is not hit, when it is not. */
  readonly why?: string;
  readonly spared: readonly { readonly instance: string; readonly reason: string }[];
}

/** What a day brings. */
export interface DayPlan {
  readonly day: string;
  readonly isOpen: boolean;
  readonly reason: string;
  readonly groups: readonly PlannedGroup[];
  /** With very short slots only the part of the day before this moment was worked out, wall ms. */
  readonly untilMs?: number;
}

/** What a plan hangs on. */
export interface PlanOptions extends Omit<DecideOptions, "book"> {
  readonly facts: HuntFacts;
  /** What was done before that day. */
  readonly history: ActHistory;
}

/** Throwing more often than that for one day would take longer than anybody waits. */
const MOST_THROWS = 200_000;

/** Plans a day without doing anything: each planned hit counts as done for those after it. Pure. */
export function planDay(day: string, options: PlanOptions): DayPlan {
  const { grid, knobs, facts, history } = options;
  const window = grid.calendar.windowOf(day);
  const groups = groupInstances(facts.instances, knobs.grouping);
  if ("closedBecause" in window) {
    return {
      ...{ day, isOpen: false, reason: window.closedBecause },
      groups: groups.map(({ name }) => ({
        ...{ group: name, hits: [], why: window.closedBecause, spared: [] },
      })),
    };
  }
  const book = new ActBook({
    records: history.records.filter(({ act }) => act.day < day),
    skips: [],
  }, () => undefined);
  const found = new Map<string, PlannedHit[]>();
  const whys = new Map<string, string>();
  const slots = grid.ofDay(day);
  const worked = slots.slice(0, Math.ceil(MOST_THROWS / Math.max(1, groups.length)));
  for (const slot of worked) {
    for (
      const hit of drawSlot(groups, (group) => decide(slot, group, { ...options, book }), whys)
    ) {
      const own = found.get(hit.group.name) ?? [];
      found.set(hit.group.name, own);
      own.push(planHit(hit, options, book));
    }
  }
  return {
    ...{ day, isOpen: true, reason: grid.calendar.lookAt(window.openMs).reason },
    ...(worked.length < slots.length ? { untilMs: worked.at(-1)?.endMs ?? window.openMs } : {}),
    groups: groups.map((group) => {
      const hits = found.get(group.name) ?? [];
      const why = hits.length === 0 ? whys.get(group.name) : undefined;
      const { spared } = sortOut(group, knobs, facts);
      return { group: group.name, hits, ...(why === undefined ? {} : { why }), spared };
    }),
  };
}

/** The hits of one slot in the order of their times: that is the order in which caps are used up. */
function drawSlot(
  groups: readonly HuntGroup[],
  decideFor: (group: HuntGroup) => ReturnType<typeof decide>,
  whys: Map<string, string>,
): Hit[] {
  const hits: Hit[] = [];
  for (const group of groups) {
    const decision = decideFor(group);
    if (decision.isHit) hits.push(decision);
    else whys.set(group.name, decision.why);
  }
  return hits.sort((left, right) => left.atMs - right.atMs);
}

function planHit(hit: Hit, { knobs, facts }: PlanOptions, book: ActBook): PlannedHit {
  const choice = choose(sortOut(hit.group, knobs, facts), hit.rng);
  const { atMs } = hit;
  if (choice === undefined) return { atMs, instance: undefined, strategy: undefined };
  const act = actOf(hit, choice, { knobs, atMs });
  const why = book.claim(act, hit.rules);
  if (why !== undefined) return { atMs, instance: undefined, strategy: undefined };
  return { atMs, instance: choice.instance.id, strategy: choice.strategy.name };
}
