import type { CancelTimer, Timer, TraceContext, Tracer } from "@netops/core";
import type { Member } from "./model.ts";
import { Recovery, type RecoveryEnd } from "./recovery.ts";
import type { MemberChange } from "./supervisor_options.ts";

/** What recoveries are traced with. */
export interface RecoveryBookOptions {
  readonly tracer: Tracer;
  readonly timer: Timer;
}

/** Of which app a change is, and who registers its instances. */
export interface ChangedApp {
  readonly app: string;
  /** Fleet registers and cancels for it. */
  readonly isService: boolean;
}

/** Where the holder of a seat sits. */
export type SeatOf = Pick<Member, "group" | "slot">;

/** A recovery that takes longer is ended as failed; the next death begins another one. */
const MOST_MS = 300_000;
/** One that is healthy should be in the registry by then. */
const REGISTER_MS = 5_000;

interface Open {
  readonly recovery: Recovery;
  cancelTimer: CancelTimer;
}

/**
 * Traces how seats come back: one trace for each, from the first sign of trouble (not healthy, dead,
 * not started) until the next holder is healthy and registered.
 *
 * What was asked for (a stop, a scale, a roll) is no recovery, and ends one that is under way.
 */
export class RecoveryBook {
  readonly #options: RecoveryBookOptions;
  readonly #open = new Map<string, Open>();
  #isClosed = false;

  /** Begins without any recovery. */
  constructor(options: RecoveryBookOptions) {
    this.#options = options;
  }

  /** How many recoveries are under way. */
  get size(): number {
    return this.#open.size;
  }

  /** Hears of a change; answers the trace that it is a part of, if any. */
  heard(change: MemberChange, about: ChangedApp): TraceContext | undefined {
    if (this.#isClosed) return undefined;
    const { member } = change;
    const key = keyOf(member);
    if (isTrouble(change) && !this.#open.has(key)) this.#begin(change, about);
    const open = this.#open.get(key);
    if (open === undefined) return undefined;
    const { context } = open.recovery;
    this.#advance(open, change, about);
    return context;
  }

  /** Hears that an instance is in the registry now. */
  registered(id: string): void {
    for (const [key, { recovery }] of this.#open) {
      if (recovery.holder !== id || recovery.step === "spawn") continue;
      recovery.registered();
      if (recovery.step === "register") this.#end(key, "recovered");
    }
  }

  /** What the holder of a seat is a part of while its seat recovers. */
  contextOf(member: SeatOf): TraceContext | undefined {
    return this.#open.get(keyOf(member))?.recovery.context;
  }

  /** Ends all that is under way: the platform stops. */
  close(): void {
    this.#isClosed = true;
    for (const key of [...this.#open.keys()]) this.#end(key, "abandoned");
  }

  #begin(change: MemberChange, { app }: ChangedApp): void {
    const key = keyOf(change.member);
    const recovery = new Recovery(this.#options.tracer, app, change);
    const cancelTimer = this.#options.timer.after(MOST_MS, () => this.#end(key, "too-long"));
    this.#open.set(key, { recovery, cancelTimer });
  }

  #advance(open: Open, change: MemberChange, about: ChangedApp): void {
    const { recovery } = open;
    const key = keyOf(change.member);
    switch (change.kind) {
      case "down":
        return recovery.enter("unhealthy");
      case "stopping":
        return isTrouble(change) ? recovery.enter("stop") : this.#end(key, "abandoned");
      case "gone":
      case "spawn-failed":
        return recovery.died(change);
      case "spawned":
        return recovery.spawned(change.member.id);
      case "up":
        if (isDone(recovery, about)) return this.#end(key, "recovered");
        recovery.enter("register");
        open.cancelTimer();
        open.cancelTimer = this.#options.timer.after(
          REGISTER_MS,
          () => this.#end(key, "too-long"),
        );
    }
  }

  #end(key: string, how: RecoveryEnd): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    open.cancelTimer();
    open.recovery.end(how);
  }
}

function keyOf({ group, slot }: SeatOf): string {
  return `${group}/${slot}`;
}

function isTrouble({ kind, member, failed }: MemberChange): boolean {
  if (kind === "stopping") return member.phase.kind === "stopping" && member.phase.failed;
  return kind === "down" || (kind === "gone" || kind === "spawn-failed") && failed === true;
}

/** The registry is in no registry, and one of ours that only hung kept its lease. */
function isDone(recovery: Recovery, { app, isService }: ChangedApp): boolean {
  if (app === "registry" || recovery.isRegistered) return true;
  return !isService && !recovery.hasDied;
}
