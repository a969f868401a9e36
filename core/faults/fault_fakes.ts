/** What tests of faults share: a fault as the guardian would put it, and a book over fake time. */
import type { FaultEffect, HeldFault } from "../contracts/fault.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { FakeTimer } from "../testing/mod.ts";
import { FaultBook, type FaultBookOptions } from "./fault_book.ts";

/** A fault of a minute under a lease of 5 s that touches every request. */
export function heldFault(effect: FaultEffect, changes: Partial<HeldFault> = {}): HeldFault {
  return {
    ...{ id: "f", kind: effect.type, effect, match: {} },
    ...{ remainingMs: 60_000, leaseMs: 5_000, seed: "1" },
    ...changes,
  };
}

/** An empty book whose time a test owns. */
export function bookFixture(
  options: Partial<FaultBookOptions> = {},
): { readonly timer: FakeTimer; readonly book: FaultBook } {
  const timer = new FakeTimer();
  const { clock } = timer;
  const book = new FaultBook({
    ...{ clock, timer, createRng: createSeededRng, owner: "shop-1" },
    ...options,
  });
  return { timer, book };
}
