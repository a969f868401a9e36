import { type HuntFacts, sortOut } from "../groups/sort_out.ts";
import { groupInstances } from "../groups/hunt_group.ts";
import type { ActHistory } from "../recorder/act.ts";
import { ActBook } from "../recorder/act_book.ts";
import { actOf } from "./act_of.ts";
import { choose } from "./choose.ts";
import { decide, type DecideOptions, type Hit } from "./decide.ts";

/** A hit that comes if everything stays as it is. */
export interface NextHit {
  readonly atMs: number;
  readonly group: string;
  readonly instance: string;
  readonly strategy: string;
}

/** What the next hits hang on. */
export interface NextOptions extends Omit<DecideOptions, "book"> {
  readonly facts: HuntFacts;
  readonly history: ActHistory;
  /** How many are wanted. */
  readonly most: number;
}

/** Looking further ahead would take longer than anybody waits. */
const MOST_THROWS = 20_000;
const MOST_DAYS = 60;

/** The hits that were drawn for after `fromMs`, the first ones; fewer when they are too far away. Pure. */
export function nextHits(fromMs: number, options: NextOptions): NextHit[] {
  const { grid, knobs, facts, most, history } = options;
  const groups = groupInstances(facts.instances, knobs.grouping);
  const book = new ActBook({ records: history.records, skips: [] }, () => undefined);
  const found: NextHit[] = [];
  let throws = 0;
  let day = grid.calendar.dayOf(fromMs);
  for (let ahead = 0; ahead < MOST_DAYS; ahead++, day = grid.calendar.dayAfter(day)) {
    for (const slot of grid.within(day, fromMs, Infinity)) {
      const hits = groups.map((group) => decide(slot, group, { ...options, book }))
        .filter((decision) => decision.isHit)
        .filter(({ atMs }) => atMs > fromMs)
        .sort((left, right) => left.atMs - right.atMs);
      found.push(...hits.flatMap((hit) => claimHit(hit, { knobs, facts, book })));
      throws += groups.length;
      if (found.length >= most || throws >= MOST_THROWS) return found.slice(0, most);
    }
  }
  return found;
}

function claimHit(
  hit: Hit,
  { knobs, facts, book }: Pick<NextOptions, "knobs" | "facts"> & { readonly book: ActBook },
): NextHit[] {
  const choice = choose(sortOut(hit.group, knobs, facts), hit.rng);
  const { atMs } = hit;
  if (choice === undefined) return [];
  if (book.claim(actOf(hit, choice, { knobs, atMs }), hit.rules) !== undefined) return [];
  const { instance, strategy } = choice;
  return [{ atMs, group: hit.group.name, instance: instance.id, strategy: strategy.name }];
}
