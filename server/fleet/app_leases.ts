import { type Clock, NetopsError } from "@netops/core";
import type { AppLease } from "@netops/core/contracts";

/** A lease as it stands. */
export interface HeldLease {
  readonly app: string;
  readonly holder: string;
  readonly leaseMs: number;
}

interface Entry {
  readonly holder: string;
  readonly untilMs: number;
}

/**
 * Keeps other changes of an app away while a deploy works on it: one holder at a time, who renews.
 *
 * A lease ends by itself, by the monotonic clock, so that a deploy that died blocks nobody for long.
 */
export class AppLeases {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  /** Begins without any lease. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives the lease of an app to a holder, or renews it. @throws {NetopsError} CONFLICT */
  take(app: string, { holder, leaseMs }: AppLease): HeldLease {
    const held = this.#current(app);
    if (held !== undefined && held.holder !== holder) throw heldError(app, held.holder);
    this.#entries.set(app, { holder, untilMs: this.#clock.monotonicMs() + leaseMs });
    return { app, holder, leaseMs };
  }

  /** Takes the lease of an app back; false when that holder has none. */
  release(app: string, holder: string): boolean {
    if (this.#current(app)?.holder !== holder) return false;
    return this.#entries.delete(app);
  }

  /** Throws while anybody holds the lease of an app. @throws {NetopsError} CONFLICT */
  refuseHeld(app: string): void {
    const held = this.#current(app);
    if (held !== undefined) throw heldError(app, held.holder);
  }

  #current(app: string): Entry | undefined {
    const entry = this.#entries.get(app);
    if (entry === undefined || this.#clock.monotonicMs() < entry.untilMs) return entry;
    this.#entries.delete(app);
    return undefined;
  }
}

function heldError(app: string, holder: string): NetopsError {
  return new NetopsError("CONFLICT", `Cannot change "${app}" as ${holder} delivers it just now`, {
    fix: `netops deploy status ${app}`,
    details: { app, holder },
  });
}
