import type { OfferedOca } from "@netops/core/contracts";

/**
 * Knows which OCAs of an answer failed an engine, and says who is to be looked at next: first those that
 * have not failed, then those that have, the longest ago first.
 */
export class FailoverPlan {
  #offered: readonly OfferedOca[];
  #failed = new Set<string>();

  constructor(offered: readonly OfferedOca[]) {
    this.#offered = offered;
  }

  /** Whether no OCA is left that has not failed since the last calm. */
  get haveAllFailed(): boolean {
    return this.#offered.length > 0 && this.#offered.every(({ id }) => this.#failed.has(id));
  }

  /** Takes a fresh answer; what failed is remembered, as steering may not have heard of it yet. */
  renew(offered: readonly OfferedOca[]): void {
    this.#offered = offered;
  }

  /** An engine could not go on with this OCA. */
  failed(oca: string | undefined): void {
    if (oca === undefined) return;
    // Whoever failed last is looked at last.
    this.#failed.delete(oca);
    this.#failed.add(oca);
  }

  /** A segment came: everything that failed may be tried anew. */
  calm(): void {
    this.#failed.clear();
  }

  /** The OCAs to look at, the best first. */
  candidates(): readonly OfferedOca[] {
    const order = [...this.#failed];
    const rankOf = ({ id }: OfferedOca) => order.indexOf(id);
    return this.#offered.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
