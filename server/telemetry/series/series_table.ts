import type { LabelSet } from "../model/label_set.ts";
import { RANK_PARTS, type SeriesRank } from "../model/series_rank.ts";
import { grown } from "./grown.ts";
import { checkLabels, type LabelLimits, type LabelRefusal } from "./label_check.ts";
import { LabelIndex } from "./label_index.ts";

const SLOT_BITS = 20;
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const GENERATIONS = 2 ** 11;
/** Of a slot that was never used: no ref has it. */
const NEVER = 0xffff;

/** The bits of a ref that say where its series stands. */
export function slotOf(ref: number): number {
  return ref & SLOT_MASK;
}

/** Bounds of all series together. */
export interface SeriesLimits extends LabelLimits {
  /** At most 2^20. */
  readonly mostSeries: number;
  /** Names and values of all series, in UTF-16 units. */
  readonly mostLabelText: number;
}

/** Who brings a series, and how many it may bring. */
export interface SeriesOwner {
  readonly name: string;
  readonly mostSeries: number;
}

/** Who asks for a series. */
export interface SeriesClaim {
  readonly owner?: SeriesOwner | undefined;
  /** "vital", to which no place is refused, when left out. */
  readonly rank?: SeriesRank | undefined;
  readonly cycle: number;
}

/** Why there is no place for a new series. */
export type PlaceRefusal = "too_many_series" | "too_much_label_text";

/** Why a set of labels did not become a series. */
export type SeriesRefusal = LabelRefusal | PlaceRefusal | "too_many_series_of_owner";

/**
 * The series that are known: each has a slot, and columns of numbers by slot.
 *
 * A ref is a slot and its generation: a slot that is used again answers to new refs only, so that a ref
 * that somebody kept never writes into another series (a generation comes again after 2,048 uses).
 */
export class SeriesTable {
  readonly index = new LabelIndex((slot) => this.labelsAt(slot));
  /** Time of the last sample; -Infinity when there was none. */
  lastMs = new Float64Array(0);
  /** Time from which on there may be samples. */
  firstMs = new Float64Array(0);
  /** Sealed chunks. */
  chunkCounts = new Int32Array(0);
  /** Cycle in which the series came. */
  bornCycles = new Int32Array(0);
  #generations = new Uint16Array(0);
  readonly #limits: SeriesLimits;
  readonly #labels: (LabelSet | undefined)[] = [];
  readonly #owners: (string | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #byOwner = new Map<string, number>();
  readonly #free: number[] = [];
  #labelText = 0;

  /** Makes an empty table. */
  constructor(limits: SeriesLimits) {
    this.#limits = limits;
  }

  /** Series that are known. */
  get size(): number {
    return this.#slots.size;
  }

  /** Slots that were ever used; every slot is below. */
  get slotEnd(): number {
    return this.#labels.length;
  }

  /** Whether a ref still means its series. */
  has(ref: number): boolean {
    return this.#generations[ref & SLOT_MASK] === ref >>> SLOT_BITS;
  }

  /** The ref of a series, known or new, or why it is refused. */
  refOf(labels: LabelSet, claim: SeriesClaim): number | SeriesRefusal {
    const known = this.#slots.get(labels.key);
    if (known !== undefined) return this.#known(known, claim.owner);
    return this.#refusal(labels, claim) ?? this.#add(labels, claim);
  }

  /** Why a rank finds no place for one more series of so much text; undefined while it does. */
  fullFor(rank: SeriesRank, textLength = 0): PlaceRefusal | undefined {
    const { mostSeries, mostLabelText } = this.#limits;
    const part = RANK_PARTS[rank];
    if (this.#slots.size >= Math.floor(mostSeries * part)) return "too_many_series";
    const isWordy = this.#labelText + textLength > mostLabelText * part;
    return isWordy ? "too_much_label_text" : undefined;
  }

  /** The slot of the series that a key of labels means; undefined when there is none. */
  slotOfKey(key: string): number | undefined {
    return this.#slots.get(key);
  }

  /** The ref of a slot now. */
  refAt(slot: number): number {
    return (this.#generations[slot] ?? 0) << SLOT_BITS | slot;
  }

  /** Whether a slot is in use. */
  isUsed(slot: number): boolean {
    return this.#labels[slot] !== undefined;
  }

  /** Labels of a slot in use. */
  labelsAt(slot: number): LabelSet {
    const labels = this.#labels[slot];
    if (labels === undefined) throw new RangeError(`Slot ${slot} has no series`);
    return labels;
  }

  /** All slots in use, ascending. */
  slots(): number[] {
    const used: number[] = [];
    for (let slot = 0; slot < this.#labels.length; slot++) if (this.isUsed(slot)) used.push(slot);
    return used;
  }

  /** Forgets series; their refs mean nothing from now on. */
  remove(slots: ReadonlySet<number>): void {
    this.index.remove(slots);
    for (const slot of slots) {
      const { key } = this.labelsAt(slot);
      this.#slots.delete(key);
      this.#labelText -= key.length;
      this.#countOwner(this.#owners[slot], -1);
      this.#labels[slot] = undefined;
      this.#owners[slot] = undefined;
      this.#generations[slot] = ((this.#generations[slot] ?? 0) + 1) % GENERATIONS;
      this.#free.push(slot);
    }
  }

  #known(slot: number, owner: SeriesOwner | undefined): number {
    // Files do not say who brought a series: who brings it again after a restart has it.
    if (owner !== undefined && this.#owners[slot] === undefined) {
      this.#owners[slot] = owner.name;
      this.#countOwner(owner.name, 1);
    }
    return this.refAt(slot);
  }

  #refusal(
    labels: LabelSet,
    { owner, rank = "vital" }: SeriesClaim,
  ): SeriesRefusal | undefined {
    const refusal = checkLabels(labels, this.#limits);
    if (refusal !== undefined) return refusal;
    const full = this.fullFor(rank, labels.key.length);
    if (full === "too_many_series") return full;
    if (owner !== undefined && (this.#byOwner.get(owner.name) ?? 0) >= owner.mostSeries) {
      return "too_many_series_of_owner";
    }
    return full;
  }

  #add(labels: LabelSet, { owner, cycle }: SeriesClaim): number {
    // The slot that is free for longest: who still keeps its ref has had the most time to notice.
    const slot = this.#free.shift() ?? this.#labels.length;
    if (slot >= this.lastMs.length) this.#grow();
    if (this.#generations[slot] === NEVER) this.#generations[slot] = 0;
    this.#labels[slot] = labels;
    this.#owners[slot] = owner?.name;
    this.lastMs[slot] = -Infinity;
    this.firstMs[slot] = Infinity;
    this.chunkCounts[slot] = 0;
    this.bornCycles[slot] = cycle;
    this.#slots.set(labels.key, slot);
    this.#labelText += labels.key.length;
    this.#countOwner(owner?.name, 1);
    this.index.add(slot);
    return this.refAt(slot);
  }

  #countOwner(owner: string | undefined, change: number): void {
    if (owner === undefined) return;
    const count = (this.#byOwner.get(owner) ?? 0) + change;
    if (count > 0) this.#byOwner.set(owner, count);
    else this.#byOwner.delete(owner);
  }

  #grow(): void {
    const length = Math.max(256, this.lastMs.length * 2);
    this.lastMs = grown(this.lastMs, new Float64Array(length).fill(-Infinity));
    this.firstMs = grown(this.firstMs, new Float64Array(length));
    this.chunkCounts = grown(this.chunkCounts, new Int32Array(length));
    this.bornCycles = grown(this.bornCycles, new Int32Array(length));
    this.#generations = grown(this.#generations, new Uint16Array(length).fill(NEVER));
  }
}
