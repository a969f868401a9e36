import type { FaultEffect, HeldFault, HeldFaultView, RequestEffect } from "../contracts/fault.ts";
import type { Clock } from "../ports/clock.ts";
import type { Rng } from "../ports/rng.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";
import { ActiveFault } from "./active_fault.ts";
import { LeaseBook } from "./lease_book.ts";

/** What a book of faults works with. */
export interface FaultBookOptions {
  /** The real time: no fault changes how long faults last. */
  readonly clock: Clock;
  readonly timer: Timer;
  readonly createRng: (seed: string) => Rng;
  /** Whose book it is: two sides that hold one fault draw apart. */
  readonly owner: string;
  /** Told about each fault when it begins; `fault.ended` says when it is over. */
  readonly onBegin?: (fault: ActiveFault) => void;
  /** Told about each hit. */
  readonly onHit?: (fault: ActiveFault) => void;
  /** Told how many faults of a kind there are whenever that changes. */
  readonly onCount?: (kind: string, count: number) => void;
}

/** Lapses are looked for this often at least: the wall clock may have been set. */
const MOST_WAIT_MS = 1_000;

const REQUEST_TYPES: Readonly<Record<RequestEffect["type"], true>> = {
  delay: true,
  abort: true,
  "slow-body": true,
  "content-type": true,
  "empty-body": true,
  "truncate-body": true,
};

/** Whether an effect is one on requests. */
export function isRequestEffect(effect: FaultEffect): effect is RequestEffect {
  return Object.hasOwn(REQUEST_TYPES, effect.type);
}

/** The faults that this side holds, each until its end or its lease, by clocks of its own. */
export class FaultBook {
  readonly #options: FaultBookOptions;
  readonly #leases: LeaseBook<ActiveFault>;
  #all: readonly ActiveFault[] = [];
  #requestFaults: readonly ActiveFault[] = [];
  #pointFaults: readonly ActiveFault[] = [];
  #carriedFaults: readonly ActiveFault[] = [];
  #cancel: CancelTimer = () => undefined;

  /** Begins with none. */
  constructor(options: FaultBookOptions) {
    this.#options = options;
    this.#leases = new LeaseBook(options.clock);
  }

  /** Whether none is held. */
  get isIdle(): boolean {
    return this.#all.length === 0;
  }

  /** All that are held, in the order they came. */
  get faults(): readonly ActiveFault[] {
    return this.#all;
  }

  /** Those of them that are done to requests; a new array with every change, empty when idle. */
  get requestFaults(): readonly ActiveFault[] {
    return this.#requestFaults;
  }

  /** Those of them that stand at fail points. */
  get pointFaults(): readonly ActiveFault[] {
    return this.#pointFaults;
  }

  /** Those of them that requests carry on to where they happen. */
  get carriedFaults(): readonly ActiveFault[] {
    return this.#carriedFaults;
  }

  /** How long a fault lasts unless it is renewed. */
  leftMs(id: string): number {
    return this.#leases.leftMs(id);
  }

  /** Holds a fault; the same one again only gets the new terms and keeps its hits. */
  put(held: HeldFault): void {
    const { createRng, owner, onBegin } = this.#options;
    const known = this.#leases.get(held.id);
    if (known !== undefined && isSame(known.held, held)) {
      this.#leases.put(held.id, known, held);
      return this.#changed();
    }
    this.#leases.remove(held.id)?.end();
    const fault = new ActiveFault(held, createRng(`${held.seed}/${owner}/${held.id}`));
    this.#leases.put(held.id, fault, held);
    this.#changed();
    onBegin?.(fault);
  }

  /** Renews leases; answers the ids that are not held (any more). */
  renew(ids: readonly string[], leaseMs: number): string[] {
    const missing = this.#leases.renew(ids, leaseMs);
    this.#changed();
    return missing;
  }

  /** Ends a fault; tells whether it was held. */
  remove(id: string): boolean {
    const fault = this.#leases.remove(id);
    fault?.end();
    this.#changed();
    return fault !== undefined;
  }

  /** Counts a hit of `fault`. */
  hit(fault: ActiveFault): void {
    fault.hit();
    this.#options.onHit?.(fault);
  }

  /** What is held. */
  list(): HeldFaultView[] {
    return this.#leases.list().map(({ id, value, remainingMs, leaseLeftMs }) => {
      const { kind, effect } = value.held;
      return { id, kind, effect, remainingMs, leaseLeftMs, hits: value.hits };
    });
  }

  /** Ends all. */
  close(): void {
    for (const { id } of this.#leases.list()) this.#leases.remove(id)?.end();
    this.#changed();
  }

  #changed(): void {
    for (const { value } of this.#leases.takeLapsed()) value.end();
    const before = this.#all;
    this.#all = this.#leases.list().map(({ value }) => value);
    this.#carriedFaults = this.#all.filter(({ held }) => held.at !== undefined);
    this.#requestFaults = this.#all.filter(({ held }) =>
      held.at === undefined && isRequestEffect(held.effect)
    );
    this.#pointFaults = this.#all.filter(({ held }) => held.effect.type === "fail-point");
    this.#tellCounts(before);
    this.#arm();
  }

  #tellCounts(before: readonly ActiveFault[]): void {
    const { onCount } = this.#options;
    if (onCount === undefined) return;
    const kinds = new Set([...before, ...this.#all].map(({ held }) => held.kind));
    for (const kind of kinds) {
      const count = (faults: readonly ActiveFault[]) =>
        faults.filter(({ held }) => held.kind === kind).length;
      if (count(before) !== count(this.#all)) onCount(kind, count(this.#all));
    }
  }

  #arm(): void {
    this.#cancel();
    this.#cancel = () => undefined;
    const waitMs = this.#leases.nextLapseMs;
    if (waitMs === Number.POSITIVE_INFINITY) return;
    this.#cancel = this.#options.timer.after(
      Math.min(waitMs, MOST_WAIT_MS),
      () => this.#changed(),
    );
  }
}

/** Whether two say the same but for their terms. */
function isSame(one: HeldFault, other: HeldFault): boolean {
  const words = ({ remainingMs: _remaining, leaseMs: _lease, ...rest }: HeldFault) =>
    JSON.stringify(rest);
  return words(one) === words(other);
}
