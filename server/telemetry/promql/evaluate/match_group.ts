import type { LabelSet } from "../../model/label_set.ts";
import type { VectorMatching } from "../language/ast.ts";
import type { Series } from "./series.ts";

/** Two series that match, and at which steps. */
export interface Pair {
  readonly many: Series;
  readonly one: Series;
  readonly both: Uint8Array;
}

/** Series of two sides that belong together. */
export class MatchGroup {
  readonly labels: LabelSet;
  readonly many: Series[] = [];
  readonly one: Series[] = [];

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  /** All pairs; where a side is missing, with what `fill` puts in its place. */
  pairs(matching: VectorMatching, count: number): Pair[] {
    const pairs: Pair[] = [];
    for (const many of this.many) {
      for (const one of this.one) pairs.push({ many, one, both: both(many, one, count) });
    }
    const { fillLeft, fillRight } = matching;
    if (fillRight !== undefined) {
      const filler = this.#filler(fillRight, absent(this.one, count));
      for (const many of this.many) {
        pairs.push({ many, one: filler, both: both(many, filler, count) });
      }
    }
    if (fillLeft !== undefined) {
      const filler = this.#filler(fillLeft, absent(this.many, count));
      for (const one of this.one) pairs.push({ many: filler, one, both: both(filler, one, count) });
    }
    return pairs;
  }

  #filler(value: number, present: Uint8Array): Series {
    const values = new Float64Array(present.length).fill(value);
    return { labels: this.labels, values, present, isNameDropped: false };
  }
}

function both(one: Series, other: Series, count: number): Uint8Array {
  const result = new Uint8Array(count);
  for (let step = 0; step < count; step++) {
    result[step] = (one.present[step] as number) & (other.present[step] as number);
  }
  return result;
}

/** Steps at which no series of a list has a value. */
function absent(list: readonly Series[], count: number): Uint8Array {
  const result = new Uint8Array(count).fill(1);
  for (const { present } of list) {
    for (let step = 0; step < count; step++) if (present[step] === 1) result[step] = 0;
  }
  return result;
}
