import { NetopsError, type Processes } from "@netops/core";
import type { TortureRequest } from "@netops/core/contracts";
import type { CommitWatch } from "./store.ts";

/**
 * Kills its own process with SIGKILL at a commit: how it is shown that an execution goes on whenever that happens.
 *
 * An order is for this process only; the next one knows nothing of it.
 */
export class Torture implements CommitWatch {
  readonly #processes: Pick<Processes, "ownPid" | "signal">;
  #orders: readonly TortureRequest[] = [];

  /** Kills nobody until it is told to. */
  constructor(processes: Pick<Processes, "ownPid" | "signal">) {
    this.#processes = processes;
  }

  /** Takes an order. @throws {NetopsError} REQUEST_INVALID when it does not say at which commit */
  order(order: TortureRequest): void {
    if ((order.afterSeq === undefined) === (order.beforeSeq === undefined)) {
      throw new NetopsError("REQUEST_INVALID", "Cannot die without either afterSeq or beforeSeq");
    }
    this.#orders = [...this.#orders, order];
  }

  /** The next commit brings an execution to `seq`. */
  before(id: string, seq: number): void {
    this.#killWhen(id, ({ beforeSeq = Infinity }) => seq >= beforeSeq);
  }

  /** It has. */
  after(id: string, seq: number): void {
    this.#killWhen(id, ({ afterSeq = Infinity }) => seq >= afterSeq);
  }

  #killWhen(id: string, isMeant: (order: TortureRequest) => boolean): void {
    if (this.#orders.length === 0) return;
    const isDue = this.#orders.some((order) =>
      (order.execution === id || order.execution === "*") && isMeant(order)
    );
    if (isDue) this.#processes.signal(this.#processes.ownPid, "SIGKILL");
  }
}
