import { type CancelTimer, type Clock, type Logger, NetopsError, type Timer } from "@netops/core";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";

/** What a lease works with. */
export interface AppLeaseParts {
  readonly platform: Pick<DeliveryPlatform, "lease" | "release">;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
}

/** How long fleet keeps others away after the last renewal. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

/**
 * Keeps everybody else from changing an app while an execution changes it.
 *
 * Nothing is done without it: a lease that could not be renewed in time is taken anew before the next change.
 */
export class AppLease {
  readonly #parts: AppLeaseParts;
  readonly #app: string;
  readonly #holder: string;
  #heldUntilMs = -1;
  #stopRenewing: CancelTimer | undefined;

  /** Holds nothing yet. */
  constructor(
    parts: AppLeaseParts,
    { app, holder }: { readonly app: string; readonly holder: string },
  ) {
    this.#parts = parts;
    this.#app = app;
    this.#holder = holder;
  }

  /** Takes the lease unless it is held. @throws {NetopsError} CONFLICT when somebody else holds it */
  async require(): Promise<void> {
    if (this.#parts.clock.monotonicMs() < this.#heldUntilMs) return;
    await this.#renew();
    this.#stopRenewing ??= this.#parts.timer.every(RENEW_MS, () => void this.#renewQuietly());
  }

  /** Renews no more; what is held lapses by itself. */
  close(): void {
    this.#stopRenewing?.();
    this.#stopRenewing = undefined;
    this.#heldUntilMs = -1;
  }

  /** Gives the lease back. */
  async release(): Promise<void> {
    const wasHeld = this.#stopRenewing !== undefined;
    this.close();
    if (!wasHeld) return;
    try {
      await this.#parts.platform.release(this.#app, this.#holder);
    } catch (thrown) {
      this.#note("give back", thrown);
    }
  }

  async #renew(): Promise<void> {
    const { platform, clock } = this.#parts;
    // Fleet counts from when it hears of it, which is later.
    const heldUntilMs = clock.monotonicMs() + LEASE_MS;
    await platform.lease(this.#app, { holder: this.#holder, leaseMs: LEASE_MS });
    this.#heldUntilMs = heldUntilMs;
  }

  async #renewQuietly(): Promise<void> {
    try {
      await this.#renew();
    } catch (thrown) {
      // The next change of the app asks again, and waits or fails by the answer.
      if (thrown instanceof NetopsError && thrown.code === "CONFLICT") this.#heldUntilMs = -1;
      this.#note("renew", thrown);
    }
  }

  #note(what: string, thrown: unknown): void {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    this.#parts.logger.log("warn", `Cannot ${what} the lease of ${this.#app}: ${why}`);
  }
}
