import type { AggregateOperator } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { quantileOf, sortedWithNaNFirst } from "./quantile.ts";
import type { Series } from "./series.ts";

/** Takes the series of a group one after the other, all steps at once. */
export interface Accumulator {
  /** 1 at steps where any series had a value. */
  readonly present: Uint8Array;
  add(series: Series): void;
  /** The results; `parameter` is the operator's, one per step. */
  finish(parameter: Float64Array | undefined): Float64Array;
}

/** Makes the accumulator of an operator for `count` steps. */
export function createAccumulator(operator: AggregateOperator, count: number): Accumulator {
  switch (operator) {
    case "sum":
      return new Sum(count);
    case "avg":
      return new Mean(count);
    case "min":
    case "max":
      return new Extreme(count, operator === "max");
    case "count":
    case "group":
      return new Count(count, operator === "group");
    case "stdvar":
    case "stddev":
      return new Variance(count, operator === "stddev");
    case "quantile":
      return new Quantile(count);
    default:
      return failExecution(`aggregation "${operator}" is not available here`);
  }
}

/** A compensated sum per step (Neumaier); written out because it is the hottest loop of dashboards. */
class Sum implements Accumulator {
  readonly present: Uint8Array;
  readonly #sums: Float64Array;
  readonly #lost: Float64Array;

  constructor(count: number) {
    this.present = new Uint8Array(count);
    this.#sums = new Float64Array(count);
    this.#lost = new Float64Array(count);
  }

  add(series: Series): void {
    const { values, present: given } = series;
    const [sums, lost, present] = [this.#sums, this.#lost, this.present];
    for (let step = 0; step < given.length; step++) {
      if (given[step] !== 1) continue;
      const term = values[step] as number;
      if (present[step] !== 1) {
        present[step] = 1;
        sums[step] = term;
        continue;
      }
      const sum = sums[step] as number;
      const next = sum + term;
      if (next === Infinity || next === -Infinity) lost[step] = 0;
      else if (Math.abs(sum) >= Math.abs(term)) lost[step]! += (sum - next) + term;
      else lost[step]! += (term - next) + sum;
      sums[step] = next;
    }
  }

  finish(): Float64Array {
    return this.#sums.map((sum, step) => sum + (this.#lost[step] as number));
  }
}

/** The sum by the count; a running mean at steps where the sum would overflow. */
class Mean implements Accumulator {
  readonly present: Uint8Array;
  readonly #sums: Float64Array;
  readonly #lost: Float64Array;
  readonly #counts: Float64Array;
  readonly #isRunning: Uint8Array;

  constructor(count: number) {
    this.present = new Uint8Array(count);
    this.#sums = new Float64Array(count);
    this.#lost = new Float64Array(count);
    this.#counts = new Float64Array(count);
    this.#isRunning = new Uint8Array(count);
  }

  add({ values, present }: Series): void {
    for (let step = 0; step < present.length; step++) {
      if (present[step] === 1) this.#addAt(step, values[step] as number);
    }
  }

  #addAt(step: number, value: number): void {
    const count = ++this.#counts[step]!;
    if (this.present[step] !== 1) {
      this.present[step] = 1;
      this.#sums[step] = value;
      return;
    }
    let [sum, lost] = [this.#sums[step] as number, this.#lost[step] as number];
    if (this.#isRunning[step] !== 1) {
      const next = sum + value;
      if (Math.abs(next) !== Infinity) {
        this.#sums[step] = next;
        this.#lost[step] = lost + lossOf(sum, value, next);
        return;
      }
      this.#isRunning[step] = 1;
      sum /= count - 1;
      lost /= count - 1;
    }
    const share = (count - 1) / count;
    const [mean, part] = [share * sum, value / count];
    const next = mean + part;
    this.#sums[step] = next;
    this.#lost[step] = Math.abs(next) === Infinity ? 0 : share * lost + lossOf(mean, part, next);
  }

  finish(): Float64Array {
    return this.#sums.map((sum, step) => {
      const [lost, count] = [this.#lost[step] as number, this.#counts[step] as number];
      return this.#isRunning[step] === 1 ? sum + lost : sum / count + lost / count;
    });
  }
}

function lossOf(sum: number, term: number, next: number): number {
  return Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
}

/** The smallest or largest; NaN loses against any number. */
class Extreme implements Accumulator {
  readonly present: Uint8Array;
  readonly #best: Float64Array;
  readonly #isMax: boolean;

  constructor(count: number, isMax: boolean) {
    this.present = new Uint8Array(count);
    this.#best = new Float64Array(count);
    this.#isMax = isMax;
  }

  add({ values, present }: Series): void {
    for (let step = 0; step < present.length; step++) {
      if (present[step] !== 1) continue;
      const value = values[step] as number;
      const best = this.#best[step] as number;
      const isBetter = this.present[step] !== 1 || best !== best ||
        (this.#isMax ? best < value : best > value);
      if (isBetter) this.#best[step] = value;
      this.present[step] = 1;
    }
  }

  finish(): Float64Array {
    return this.#best;
  }
}

class Count implements Accumulator {
  readonly present: Uint8Array;
  readonly #counts: Float64Array;
  readonly #isGroup: boolean;

  constructor(count: number, isGroup: boolean) {
    this.present = new Uint8Array(count);
    this.#counts = new Float64Array(count);
    this.#isGroup = isGroup;
  }

  add({ present }: Series): void {
    for (let step = 0; step < present.length; step++) {
      if (present[step] !== 1) continue;
      this.present[step] = 1;
      this.#counts[step]! += 1;
    }
  }

  finish(): Float64Array {
    return this.#isGroup ? this.#counts.fill(1) : this.#counts;
  }
}

/** The population's variance or deviation, by Welford's method. */
class Variance implements Accumulator {
  readonly present: Uint8Array;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;
  readonly #isDeviation: boolean;

  constructor(count: number, isDeviation: boolean) {
    this.present = new Uint8Array(count);
    this.#means = new Float64Array(count);
    this.#squares = new Float64Array(count);
    this.#counts = new Float64Array(count);
    this.#isDeviation = isDeviation;
  }

  add({ values, present }: Series): void {
    for (let step = 0; step < present.length; step++) {
      if (present[step] !== 1) continue;
      const value = values[step] as number;
      const count = ++this.#counts[step]!;
      if (this.present[step] !== 1) {
        this.present[step] = 1;
        this.#means[step] = value;
        if (!Number.isFinite(value)) this.#squares[step] = NaN;
        continue;
      }
      const delta = value - (this.#means[step] as number);
      this.#means[step]! += delta / count;
      this.#squares[step]! += delta * (value - (this.#means[step] as number));
    }
  }

  finish(): Float64Array {
    return this.#squares.map((squares, step) => {
      const variance = squares / (this.#counts[step] as number);
      return this.#isDeviation ? Math.sqrt(variance) : variance;
    });
  }
}

class Quantile implements Accumulator {
  readonly present: Uint8Array;
  readonly #members: Series[] = [];

  constructor(count: number) {
    this.present = new Uint8Array(count);
  }

  add(series: Series): void {
    this.#members.push(series);
    for (let step = 0; step < this.present.length; step++) {
      if (series.present[step] === 1) this.present[step] = 1;
    }
  }

  finish(parameter: Float64Array | undefined): Float64Array {
    const taken = new Float64Array(this.#members.length);
    return Float64Array.from(this.present, (_, step) => {
      let count = 0;
      for (const { values, present } of this.#members) {
        if (present[step] === 1) taken[count++] = values[step] as number;
      }
      return quantileOf(parameter?.[step] ?? NaN, sortedWithNaNFirst(taken.slice(0, count)));
    });
  }
}
