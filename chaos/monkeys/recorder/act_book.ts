import type { SlotGrid, SlotPlace } from "../draw/slots.ts";
import type { Act, ActHistory, ActLine, ActRecord, Outcome, Skip } from "./act.ts";

/** What an act must keep to. */
export interface ClaimRules {
  readonly grid: SlotGrid;
  /** At least so many slots after the last one of the group. */
  readonly leastSlots: number;
  /** Of the group; below 1 one in ceil(1/x) work days. */
  readonly mostPerDay: number;
  /** Of all groups together. */
  readonly mostPerDayOfAll?: number;
}

/** Who asks, and when. */
export interface ClaimQuestion extends SlotPlace {
  readonly group: string;
  readonly isLeashed: boolean;
}

/** At or below this a group is never hit. Source: SimianArmy, BasicChaosMonkey. */
const NEVER_PER_DAY = 0.001;

/**
 * Notes acts before they are done and decides, in the same step, whether they may be: two that ask at once
 * cannot pass a cap together.
 *
 * What counts is that an act was noted, not what became of it: one that was refused, or of which nobody
 * knows because the monkey died, uses its turn up. An act that is really done looks only at acts that
 * really were; one on the leash looks at all.
 */
export class ActBook {
  readonly #append: (line: ActLine) => void;
  readonly #records: ActRecord[] = [];
  readonly #byGroup = new Map<string, ActRecord[]>();
  readonly #places = new Map<string, number>();
  readonly #skips: Skip[];

  /** Goes on from a history; `append` returns when the disk has the line, or throws. */
  constructor(history: ActHistory, append: (line: ActLine) => void) {
    this.#append = append;
    this.#skips = [...history.skips];
    for (const record of history.records) this.#take(record);
  }

  /** Everything that was noted, oldest first. */
  get history(): ActHistory {
    return { records: this.#records, skips: this.#skips };
  }

  /** What was noted of a group, oldest first. */
  of(group: string): readonly ActRecord[] {
    return this.#byGroup.get(group) ?? [];
  }

  /** Why a group may not be hit in a slot, or undefined. */
  whyNot(question: ClaimQuestion, rules: ClaimRules): string | undefined {
    const own = this.of(question.group);
    return whyTooSoon(own, question, rules) ?? whyTooMany(own, question, rules) ??
      this.#whyTooManyOfAll(question, rules);
  }

  /**
   * Notes an act if it may be done; answers why not.
   *
   * @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE when it cannot be noted; then nothing may be done.
   */
  claim(act: Act, rules: ClaimRules): string | undefined {
    const reason = this.#places.has(act.id) ? "it was done already" : this.whyNot(act, rules);
    if (reason !== undefined) return reason;
    this.#append({ type: "act", act });
    this.#take({ act });
    return undefined;
  }

  /** Notes an act that no rule bounds. */
  note(act: Act): void {
    this.#append({ type: "act", act });
    this.#take({ act });
  }

  /** Notes what became of an act. */
  close(id: string, end: { outcome: Outcome; reason?: string; faultId?: string }): void {
    this.#append({ type: "outcome", id, ...end });
    const place = this.#places.get(id);
    const record = place === undefined ? undefined : this.#records[place];
    if (place === undefined || record === undefined) return;
    const closed = { ...record, ...end };
    this.#records[place] = closed;
    const own = this.#byGroup.get(record.act.group) ?? [];
    own[own.indexOf(record)] = closed;
  }

  /** Notes that a hit was drawn and not tried. */
  skip(skip: Skip): void {
    this.#append({ type: "skip", skip });
    this.#skips.push(skip);
  }

  #take(record: ActRecord): void {
    const { id, group } = record.act;
    this.#places.set(id, this.#records.length);
    this.#records.push(record);
    const own = this.#byGroup.get(group);
    if (own === undefined) this.#byGroup.set(group, [record]);
    else own.push(record);
  }

  #whyTooManyOfAll(question: ClaimQuestion, { mostPerDayOfAll }: ClaimRules): string | undefined {
    if (mostPerDayOfAll === undefined) return undefined;
    const today = countSince(this.#records, question, question.day);
    return today < mostPerDayOfAll ? undefined : `${mostPerDayOfAll} a day is the most of all`;
  }
}

/** The newest act that counts for whoever asks. */
function lastOf(
  own: readonly ActRecord[],
  { isLeashed }: ClaimQuestion,
): Act | undefined {
  return own.findLast(({ act }) => isLeashed || !act.isLeashed)?.act;
}

function whyTooSoon(
  own: readonly ActRecord[],
  question: ClaimQuestion,
  { grid, leastSlots }: ClaimRules,
): string | undefined {
  const last = lastOf(own, question);
  if (last === undefined) return undefined;
  const gap = grid.gap(last, question, Math.max(1, leastSlots));
  if (gap >= Math.max(1, leastSlots)) return undefined;
  return gap <= 0
    ? "it was hit in this slot or after it"
    : `it was hit ${gap} slots ago, and ${leastSlots} must lie between`;
}

function whyTooMany(
  own: readonly ActRecord[],
  question: ClaimQuestion,
  { grid, mostPerDay }: ClaimRules,
): string | undefined {
  if (mostPerDay <= NEVER_PER_DAY) return "no hit a day is the most of it";
  if (mostPerDay >= 1) {
    const most = Math.floor(mostPerDay);
    return countSince(own, question, question.day) < most ? undefined : `${most} a day is the most`;
  }
  const days = Math.ceil(1 / mostPerDay);
  const last = lastOf(own, question);
  if (last === undefined || workDaysAfter(grid, { last, question, limit: days }) >= days) {
    return undefined;
  }
  return `one in ${days} work days is the most`;
}

/** How many acts of the day, from the newest back. */
function countSince(
  records: readonly ActRecord[],
  { isLeashed }: ClaimQuestion,
  day: string,
): number {
  let count = 0;
  for (let at = records.length - 1; at >= 0; at--) {
    const act = records[at]?.act;
    if (act === undefined || act.day < day) break;
    if (isLeashed || !act.isLeashed) count++;
  }
  return count;
}

function workDaysAfter(
  grid: SlotGrid,
  { last, question, limit }: {
    readonly last: SlotPlace;
    readonly question: SlotPlace;
    readonly limit: number;
  },
): number {
  let days = 0;
  for (let day = last.day; day < question.day && days < limit;) {
    day = grid.calendar.dayAfter(day);
    if (grid.countOf(day) > 0) days++;
  }
  return days;
}
