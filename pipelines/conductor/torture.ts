import { NetopsError } from "@netops/core";
import type { TortureRequest, TortureView } from "@netops/core/contracts";
import type { CommitWatch } from "./store.ts";

/**
 * Stands still at a commit, so that whoever tortures this process can kill it exactly there: how it is shown that an
 * execution goes on whenever that happens.
 *
 * A process may not kill itself without the right to kill any other. An order is for this process only; the next
 * one knows nothing of it.
 */
export class Torture implements CommitWatch {
  #orders: readonly TortureRequest[] = [];
  #held: TortureView["held"];

  /** Where it stands still, if it does. */
  get view(): TortureView {
    return this.#held === undefined ? {} : { held: this.#held };
  }

  /** Takes an order. @throws {NetopsError} REQUEST_INVALID when it does not say at which commit */
  order(order: TortureRequest): void {
    if ((order.afterSeq === undefined) === (order.beforeSeq === undefined)) {
      throw new NetopsError("REQUEST_INVALID", "Cannot die without either afterSeq or beforeSeq");
    }
    this.#orders = [...this.#orders, order];
  }

  /** The next commit brings an execution to `seq`. */
  before(id: string, seq: number): Promise<never> | undefined {
    return this.#hold({ execution: id, seq, when: "before" });
  }

  /** It has. */
  after(id: string, seq: number): Promise<never> | undefined {
    return this.#hold({ execution: id, seq, when: "after" });
  }

  #hold(at: NonNullable<TortureView["held"]>): Promise<never> | undefined {
    if (this.#orders.length === 0) return undefined;
    const isDue = this.#orders.some(({ execution, afterSeq = Infinity, beforeSeq = Infinity }) =>
      (execution === at.execution || execution === "*") &&
      at.seq >= (at.when === "after" ? afterSeq : beforeSeq)
    );
    if (!isDue) return undefined;
    this.#held ??= at;
    return new Promise(() => undefined);
  }
}
