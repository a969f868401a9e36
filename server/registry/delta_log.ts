import type { Clock } from "@netops/core";
import type { ActionType } from "./eureka_instance.ts";
import type { Lease } from "./lease_table.ts";

/** One recent change; the lease shows its latest content. */
export interface DeltaEntry {
  readonly lease: Lease;
  readonly action: ActionType;
  readonly atMs: number;
}

/**
 * Remembers what changed of late, one entry per instance: the last one tells a client all it needs,
 * as ADDED and MODIFIED both replace and DELETED removes.
 */
export class DeltaLog {
  readonly #clock: Clock;
  readonly #retentionMs: number;
  readonly #entries = new Map<string, DeltaEntry>();
  #revision = 0;

  /** Makes an empty log that forgets changes after `retentionMs`. */
  constructor(clock: Clock, retentionMs: number) {
    this.#clock = clock;
    this.#retentionMs = retentionMs;
  }

  /** Rises whenever {@linkcode entries} would answer something else. */
  get revision(): number {
    this.#sweep();
    return this.#revision;
  }

  /** Notes a change. */
  push(lease: Lease, action: ActionType): void {
    const key = `${lease.instance.app}\n${lease.instance.instanceId}`;
    this.#entries.delete(key);
    this.#entries.set(key, { lease, action, atMs: this.#clock.monotonicMs() });
    this.#revision++;
  }

  /** The changes still remembered, oldest first. */
  entries(): readonly DeltaEntry[] {
    this.#sweep();
    return [...this.#entries.values()];
  }

  #sweep(): void {
    const oldestMs = this.#clock.monotonicMs() - this.#retentionMs;
    for (const [key, entry] of this.#entries) {
      if (entry.atMs >= oldestMs) return;
      this.#entries.delete(key);
      this.#revision++;
    }
  }
}
