import type { Clock, Timer } from "@netops/core";

/** What a trigger has seen, kept over a restart. */
export interface SeenStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Something about a trigger that somebody should know. */
export interface TriggerNote {
  readonly pipeline: string;
  readonly trigger: "cron" | "git";
  readonly outcome: "started" | "missed" | "refused" | "failed";
  readonly reason: string;
}

/** What every trigger works with. */
export interface TriggerPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly seen: SeenStore;
  /** Starts a stored pipeline; asked for twice with one key, it is started once. */
  start(pipeline: string, trigger: "cron" | "git", key: string): Promise<void>;
  tell(note: TriggerNote): void;
}

/** A trigger at work. */
export interface Trigger {
  /** What it has seen is kept under this. */
  readonly seenKey: string;
  /** Ends it; what it has begun to start goes on. */
  close(): void;
}
