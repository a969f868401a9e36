import type { ExperimentPorts } from "../ports.ts";

/** How a recovery is waited for. */
export interface RecoveryWait {
  /** Wall ms at which the last fault ended, or the method without faults. */
  readonly endedAtMs: number;
  readonly withinMs: number;
  readonly everyMs: number;
  /** Checks the hypothesis once. */
  check(): Promise<boolean>;
}

/**
 * Waits until the steady state holds again: the time from the end of the fault to the start of the first check
 * that is met, 0 at least; undefined when `withinMs` passes first.
 */
export async function waitForRecovery(
  wait: RecoveryWait,
  { clock, timer }: Pick<ExperimentPorts, "clock" | "timer">,
): Promise<number | undefined> {
  const lastMs = clock.monotonicMs() + wait.withinMs;
  for (;;) {
    const askedAtMs = clock.nowMs();
    if (await wait.check()) return Math.max(0, askedAtMs - wait.endedAtMs);
    if (clock.monotonicMs() + wait.everyMs > lastMs) return undefined;
    await timer.sleep(wait.everyMs);
  }
}
