import { type Clock, NetopsError, type Timer } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import { formatAge } from "../print/age.ts";

const POLL_MS = 50;
const ROLL_TIMEOUT_MS = 120_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Fleet has tried, or never will: only another edit changes that. */
const FINAL: readonly string[] = ["UNHEALTHY", "CONFIG_INVALID", "NOT_FOUND", "REFUSED"];

/** What a roller works with. */
export interface RollerParts {
  readonly app: string;
  readonly fleet: Pick<FleetClient, "changeApp" | "instances" | "status">;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Ends rolling. */
  readonly signal: AbortSignal;
  say(text: string): void;
}

/**
 * Rolls one service at a time; changes during a roll lead to one more.
 *
 * A roll that fleet could not begin or finish (another change was under way, no answer in time) is
 * tried again after 1 s, 2 s, … 30 s, so that no edit is lost.
 */
export class Roller {
  readonly #parts: RollerParts;
  #isRolling = false;
  #again = false;

  /** Rolls the app of the parts. */
  constructor(parts: RollerParts) {
    this.#parts = parts;
  }

  /** Asks for a roll, now or after the one under way. */
  request(): void {
    this.#again = true;
    if (!this.#isRolling) this.#rollAll();
  }

  async #rollAll(): Promise<void> {
    const { signal, timer } = this.#parts;
    this.#isRolling = true;
    let retryMs = FIRST_RETRY_MS;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        await this.#roll();
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (!this.#isLost(error)) continue;
        this.#again = true;
        // Only the end of everything aborts it, which the loop sees.
        await timer.sleep(retryMs, signal).catch(() => undefined);
        retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs);
      }
    }
    this.#isRolling = false;
  }

  /** Says what failed; true when the edit is not tried yet. */
  #isLost(error: unknown): boolean {
    const { app, say, signal } = this.#parts;
    if (signal.aborted) return false;
    const isLost = !(error instanceof NetopsError && FINAL.includes(error.code));
    const why = error instanceof Error ? error.message : String(error);
    const next = isLost ? "trying again soon" : `netops logs ${app}`;
    say(`${app}: cannot roll: ${why} (${next})`);
    return isLost;
  }

  async #roll(): Promise<void> {
    const { app, fleet, clock, timer, say, signal } = this.#parts;
    const startMs = clock.monotonicMs();
    const before = await this.#versions();
    say(`${app}: files changed, rolling`);
    const change = await fleet.changeApp(app, "roll");
    for (;;) {
      const tookMs = clock.monotonicMs() - startMs;
      const now = await this.#versions();
      const isNew = [...now].some((version) => !before.has(version));
      if (await this.#isUp() && (isNew || change.reason !== undefined)) {
        const version = [...now].join(", ").slice(0, 24);
        if (isNew) say(`${app}: rolled in ${formatAge(tookMs)} (version ${version})`);
        else say(`${app}: ${change.reason}`);
        return;
      }
      if (tookMs > ROLL_TIMEOUT_MS) throw new Error("the new version is not healthy in time");
      await timer.sleep(POLL_MS, signal);
    }
  }

  async #versions(): Promise<Set<string>> {
    const { app, fleet, signal } = this.#parts;
    const { instances } = await fleet.instances(signal);
    return new Set(instances.filter((one) => one.app === app).map(({ version }) => version));
  }

  async #isUp(): Promise<boolean> {
    const { app, fleet, signal } = this.#parts;
    const { apps } = await fleet.status(signal);
    const state = apps.find((one) => one.app === app);
    return state !== undefined && state.up >= state.desired &&
      (state.status === "UP" || state.desired === 0);
  }
}
