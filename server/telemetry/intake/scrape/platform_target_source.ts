import { type CancelTimer, type Timer, toNetopsError } from "@netops/core";
import type { Discovery, FleetClient } from "@netops/core/clients";
import type { RegisteredInstance } from "@netops/core/contracts";
import type { DropCounter } from "../sinks.ts";
import { platformTargets } from "./platform_targets.ts";
import type { Target, TargetSource } from "./target.ts";

/** What the targets of the platform are read from. */
export interface PlatformTargetsOptions {
  readonly fleet: Pick<FleetClient, "instances">;
  readonly discovery: Pick<Discovery, "apps" | "instances">;
  readonly timer: Timer;
  readonly onDrop: DropCounter;
  /** 500; more are not scraped. */
  readonly mostTargets?: number;
}

const REFRESH_MS = 1_000;
const MOST_TARGETS = 500;

/** Knows the targets of the platform; asks fleet each second, and keeps what it said while it is away. */
export class PlatformTargetSource implements TargetSource {
  readonly #options: PlatformTargetsOptions;
  #targets: readonly Target[] = [];
  #text = "[]";
  #isAsking = false;
  #lastError = "";
  readonly #closing = new AbortController();
  readonly #cancelTimer: CancelTimer;

  /** Begins without any target; the first answer of fleet comes soon. */
  constructor(options: PlatformTargetsOptions) {
    this.#options = options;
    this.#cancelTimer = options.timer.every(REFRESH_MS, () => void this.refresh());
    void this.refresh();
  }

  /** All targets as of the last answer. */
  list(): readonly Target[] {
    return this.#targets;
  }

  /** Why fleet did not answer last; empty when it did. */
  get lastError(): string {
    return this.#lastError;
  }

  /** Asks fleet now, unless it is being asked. */
  async refresh(): Promise<void> {
    if (this.#isAsking || this.#closing.signal.aborted) return;
    this.#isAsking = true;
    try {
      const { instances } = await this.#options.fleet.instances(this.#closing.signal);
      this.#take(platformTargets(instances, this.#registered()));
      this.#lastError = "";
    } catch (thrown) {
      this.#lastError = toNetopsError(thrown).message;
    } finally {
      this.#isAsking = false;
    }
  }

  /** Asks no more. */
  close(): void {
    this.#cancelTimer();
    this.#closing.abort();
  }

  #registered(): RegisteredInstance[] {
    const { discovery } = this.#options;
    return discovery.apps().flatMap((app) => [...discovery.instances(app)]);
  }

  #take(all: readonly Target[]): void {
    const most = this.#options.mostTargets ?? MOST_TARGETS;
    if (all.length > most) this.#options.onDrop("targets", "too_many", all.length - most);
    const targets = all.slice(0, most);
    const text = JSON.stringify(targets);
    if (text === this.#text) return;
    this.#text = text;
    this.#targets = targets;
  }
}
