import { NetopsError } from "../errors/netops_error.ts";
import type { Call } from "./call.ts";
import type { Guard } from "./policy.ts";

/** How many calls may run and wait. */
export interface BulkheadOptions {
  /** Named in errors. */
  readonly name: string;
  /** Calls that run at once, 1 or more. */
  readonly limit: number;
  /** Calls that wait for a slot, 0 or more; first come, first served. */
  readonly queueLimit: number;
}

interface Waiter {
  readonly grant: (token: number) => void;
}

/**
 * Lets at most `limit` calls run at once and `queueLimit` wait in order.
 *
 * A slot that becomes free is handed to the head of the queue, so nobody overtakes. A call that is
 * given up while it waits leaves the queue.
 */
export class Bulkhead implements Guard {
  readonly timing = "none";
  readonly #options: BulkheadOptions;
  readonly #queue = new Set<Waiter>();
  #inFlight = 0;

  /** Makes an empty bulkhead. @throws {NetopsError} CONFIG_INVALID when a number is out of bounds. */
  constructor(options: BulkheadOptions) {
    if (!(options.limit >= 1) || !(options.queueLimit >= 0)) {
      throw new NetopsError(
        "CONFIG_INVALID",
        `Cannot make the bulkhead ${options.name} as its limit or queueLimit is out of bounds`,
      );
    }
    this.#options = options;
  }

  /** Calls that run. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Takes a slot, or a place in the queue. @throws {NetopsError} OVERLOADED when both are full. */
  enter(call: Call | undefined, _nowMs: number): number | Promise<number> {
    // Whoever waits goes first, even when a slot is free in this very turn.
    if (this.#inFlight < this.#options.limit && this.#queue.size === 0) {
      this.#inFlight++;
      return 0;
    }
    if (this.#queue.size >= this.#options.queueLimit) {
      throw new NetopsError(
        "OVERLOADED",
        `Cannot take another call to ${this.#options.name} as ${this.#inFlight} are in flight`,
        { details: { bulkhead: this.#options.name, limit: this.#options.limit } },
      );
    }
    return this.#wait(call);
  }

  /** Frees the slot. */
  succeed(_token: number, _startedMs: number, _endedMs: number): void {
    this.#release();
  }

  /** Frees the slot. */
  fail(_token: number, _error: unknown, _endedMs: number): void {
    this.#release();
  }

  /** Frees the slot. */
  abandon(_token: number): void {
    this.#release();
  }

  #wait(call: Call | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      const signal = call?.signal;
      if (signal?.aborted) return reject(signal.reason);
      const leave = () => {
        this.#queue.delete(waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant: (token) => {
          signal?.removeEventListener("abort", leave);
          resolve(token);
        },
      };
      this.#queue.add(waiter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  #release(): void {
    if (this.#queue.size === 0) {
      this.#inFlight--;
      return;
    }
    for (const head of this.#queue) {
      // The slot is never free in between: it passes from the one that ends to the head.
      this.#queue.delete(head);
      head.grant(0);
      return;
    }
  }
}
