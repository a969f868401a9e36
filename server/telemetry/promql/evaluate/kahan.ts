/**
 * A sum that keeps what rounding loses.
 *
 * Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
 */
export class KahanSum {
  sum = 0;
  compensation = 0;

  /** Begins anew. */
  reset(sum = 0): void {
    this.sum = sum;
    this.compensation = 0;
  }

  /** Adds a term. */
  add(term: number): void {
    const { sum } = this;
    const next = sum + term;
    if (next === Infinity || next === -Infinity) this.compensation = 0;
    else if (Math.abs(sum) >= Math.abs(term)) this.compensation += (sum - next) + term;
    else this.compensation += (term - next) + sum;
    this.sum = next;
  }

  /** The sum with its correction. */
  get total(): number {
    return this.sum + this.compensation;
  }
}
