import type { CancelTimer, Clock, Timer } from "@netops/core";
import { formatAge } from "./print/age.ts";

const EVERY_MS = 10_000;

/** What a heartbeat speaks with. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** What is waited for now, in one line. */
  readonly waitsFor: () => string;
  readonly say: (text: string) => void;
}

/** Says every 10 s what is waited for, until cancelled: silence looks like a hang. */
export function startHeartbeat(options: HeartbeatOptions): CancelTimer {
  const startMs = options.clock.monotonicMs();
  return options.timer.every(EVERY_MS, () => {
    const elapsed = formatAge(options.clock.monotonicMs() - startMs);
    options.say(`[${elapsed}] still waiting: ${options.waitsFor()}`);
  });
}
