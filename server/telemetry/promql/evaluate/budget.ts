import { failExecution, PromqlFailure } from "../language/promql_error.ts";

/** What a query may cost. */
export interface QueryLimits {
  /** Samples read and points made; the query fails beyond. */
  readonly maxSamples?: number;
  /** Series that a selector or an operator may give. */
  readonly maxSeries?: number;
  /** Says that time is up; asked between small pieces of work. */
  readonly isOver?: () => boolean;
}

const DEFAULT_MAX_SAMPLES = 20_000_000;
const DEFAULT_MAX_SERIES = 50_000;
const WORK_BETWEEN_LOOKS = 20_000;

/** Counts what a query costs, and ends it when that is too much. */
export class Budget {
  readonly #maxSamples: number;
  readonly #maxSeries: number;
  readonly #isOver: () => boolean;
  #samples = 0;
  #work = 0;

  constructor(limits: QueryLimits) {
    this.#maxSamples = limits.maxSamples ?? DEFAULT_MAX_SAMPLES;
    this.#maxSeries = limits.maxSeries ?? DEFAULT_MAX_SERIES;
    this.#isOver = limits.isOver ?? (() => false);
  }

  /** Pays for samples read or points kept. @throws PromqlFailure beyond the limit */
  takeSamples(count: number): void {
    this.#samples += count;
    if (this.#samples > this.#maxSamples) {
      failExecution(
        "query processing would load too many samples into memory in query execution",
      );
    }
    this.work(count);
  }

  /** Pays for series held at once. @throws PromqlFailure beyond the limit */
  takeSeries(count: number): void {
    if (count > this.#maxSeries) {
      failExecution(`query would select too many series: more than ${this.#maxSeries}`);
    }
  }

  /** Pays for computing; looks at the clock from time to time. @throws PromqlFailure when time is up */
  work(count: number): void {
    this.#work += count;
    if (this.#work < WORK_BETWEEN_LOOKS) return;
    this.#work = 0;
    if (this.#isOver()) {
      throw new PromqlFailure("timeout", "query timed out in expression evaluation");
    }
  }
}
