import type { LabelSet } from "../model/label_set.ts";
import type { LabelCondition } from "./label_condition.ts";

/** What an index looks labels up with. */
export type LabelsOf = (slot: number) => LabelSet;

/**
 * Finds series by their labels: for each name and value the slots that have it, in ascending order.
 *
 * A search takes the shortest list that a condition gives and tries the other conditions on it.
 */
export class LabelIndex {
  readonly #slots = new Map<string, Map<string, number[]>>();
  readonly #labelsOf: LabelsOf;

  /** Indexes the series that `labelsOf` knows. */
  constructor(labelsOf: LabelsOf) {
    this.#labelsOf = labelsOf;
  }

  /** Takes a series in. */
  add(slot: number): void {
    for (const [name, value] of this.#labelsOf(slot).entries()) {
      let byValue = this.#slots.get(name);
      if (byValue === undefined) this.#slots.set(name, byValue = new Map());
      const slots = byValue.get(value);
      if (slots === undefined) byValue.set(value, [slot]);
      else insert(slots, slot);
    }
  }

  /** Takes series out, all in one go since each list is filtered once. */
  remove(gone: ReadonlySet<number>): void {
    const touched = new Map<string, Set<string>>();
    for (const slot of gone) {
      for (const [name, value] of this.#labelsOf(slot).entries()) {
        const values = touched.get(name);
        if (values === undefined) touched.set(name, new Set([value]));
        else values.add(value);
      }
    }
    for (const [name, values] of touched) this.#filter(name, values, gone);
  }

  /** Slots that meet all conditions, ascending; those of `all` when no condition narrows them. */
  find(conditions: readonly LabelCondition[], all: () => number[]): number[] {
    const base = this.#shortest(conditions);
    const rest = conditions.filter((condition) => condition !== base?.condition);
    const slots = base === undefined ? all() : this.#union(base);
    if (rest.length === 0) return slots;
    return slots.filter((slot) => {
      const labels = this.#labelsOf(slot);
      return rest.every(({ name, test }) => test(labels.get(name)));
    });
  }

  /** All names of labels. */
  names(): string[] {
    return [...this.#slots.keys()];
  }

  /** All values of a label. */
  values(name: string): string[] {
    return [...this.#slots.get(name)?.keys() ?? []];
  }

  /** The slots that have a label of this value. */
  slotsOf(name: string, value: string): readonly number[] {
    return this.#slots.get(name)?.get(value) ?? [];
  }

  #filter(name: string, values: ReadonlySet<string>, gone: ReadonlySet<number>): void {
    const byValue = this.#slots.get(name);
    for (const value of values) {
      const left = (byValue?.get(value) ?? []).filter((slot) => !gone.has(slot));
      if (left.length > 0) byValue?.set(value, left);
      else byValue?.delete(value);
    }
    if (byValue?.size === 0) this.#slots.delete(name);
  }

  #shortest(conditions: readonly LabelCondition[]): Found | undefined {
    let best: Found | undefined;
    for (const condition of conditions) {
      if (condition.takesMissing) continue;
      const found = this.#lists(condition);
      if (best === undefined || found.count < best.count) best = found;
    }
    return best;
  }

  #lists(condition: LabelCondition): Found {
    const byValue = this.#slots.get(condition.name) ?? new Map<string, number[]>();
    const values = condition.literals ?? [...byValue.keys()].filter(condition.test);
    const lists: (readonly number[])[] = [];
    for (const value of new Set(values)) {
      const slots = byValue.get(value);
      if (slots !== undefined) lists.push(slots);
    }
    return { condition, lists, count: lists.reduce((sum, list) => sum + list.length, 0) };
  }

  #union({ lists }: Found): number[] {
    // The lists have no slot in common: a series has one value of a name.
    return lists.length === 1 ? [...lists[0] ?? []] : lists.flat().sort((a, b) => a - b);
  }
}

interface Found {
  readonly condition: LabelCondition;
  readonly lists: readonly (readonly number[])[];
  readonly count: number;
}

/** Slots mostly grow; only one that is used again lands before the end. */
function insert(slots: number[], slot: number): void {
  let at = slots.length;
  while (at > 0 && (slots[at - 1] ?? 0) > slot) at--;
  if (at === slots.length) slots.push(slot);
  else slots.splice(at, 0, slot);
}
