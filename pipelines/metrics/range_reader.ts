import { type PrometheusApiOptions, queryRange, type RangeAnswer } from "./prometheus_api.ts";
import type { StepGrid } from "./step_grid.ts";

/** So many queries are under way at once. */
const MOST_AT_ONCE = 6;

/** Asks one source for ranges: the same one once, few at a time, and nothing more of one that is silent. */
export class RangeReader {
  readonly #source: PrometheusApiOptions;
  readonly #grid: StepGrid;
  readonly #asked = new Map<string, Promise<RangeAnswer>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #heard = 0;
  #unheard = 0;
  #lastWhy = "";

  /** Reads all that is asked for on one grid. */
  constructor(source: PrometheusApiOptions, grid: StepGrid) {
    this.#source = source;
    this.#grid = grid;
  }

  /** Why nothing was answered at all, or undefined when something was. */
  get silence(): string | undefined {
    return this.#heard === 0 && this.#unheard > 0 ? this.#lastWhy : undefined;
  }

  /** Asks for an expression, or waits for who asks already. */
  read(expr: string): Promise<RangeAnswer> {
    const known = this.#asked.get(expr);
    if (known !== undefined) return known;
    const answer = this.#inTurn(() => this.#ask(expr));
    this.#asked.set(expr, answer);
    return answer;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    // Who waits is given the place of who is done.
    if (this.#running < MOST_AT_ONCE) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #ask(expr: string): Promise<RangeAnswer> {
    if (this.#heard === 0 && this.#unheard >= MOST_AT_ONCE) {
      return { kind: "silent", why: this.#lastWhy };
    }
    const answer = await queryRange(this.#source, expr, this.#grid);
    if (answer.kind === "silent") {
      this.#unheard++;
      this.#lastWhy = answer.why;
    } else this.#heard++;
    return answer;
  }
}
