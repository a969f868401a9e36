import type { Clock, Timer } from "@netops/core";
import type { LoadOrder } from "../run/load_order.ts";
import { arrivalAtMs, RETURN_AFTER_MS } from "../session/mod.ts";

/** One who is to begin. */
export interface Arrival {
  readonly index: number;
  /** Monotonic. */
  readonly scheduledAtMs: number;
}

/** What arrivals work with. */
export interface SourceOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** No session begins after it. */
  readonly signal: AbortSignal;
  /** Begins a session; answers when it is over whether it came to what it wanted. Must not reject. */
  readonly begin: (arrival: Arrival) => Promise<boolean>;
}

/** Begins the sessions of an order as it says; resolves when none will begin any more. */
export async function beginSessions(order: LoadOrder, options: SourceOptions): Promise<void> {
  if (order.arrivals === undefined) await beginClosed(order, options);
  else await beginOpen(order.arrivals, options);
}

/** The open model: each begins when it is due, whatever became of those before. */
async function beginOpen(
  arrivals: NonNullable<LoadOrder["arrivals"]>,
  { clock, timer, signal, begin }: SourceOptions,
): Promise<void> {
  const startedAtMs = clock.monotonicMs();
  for (let index = 0; !signal.aborted; index++) {
    const scheduledAtMs = startedAtMs + arrivalAtMs(arrivals, index);
    if (scheduledAtMs === Infinity) return;
    const waitMs = scheduledAtMs - clock.monotonicMs();
    if (waitMs > 0) await timer.sleep(waitMs, signal).catch(() => undefined);
    if (!signal.aborted) void begin({ index, scheduledAtMs });
  }
}

/** The closed model: so many viewers, each beginning anew when it is done. */
async function beginClosed(
  { vus = 0, durationMs = 0 }: LoadOrder,
  { clock, timer, signal, begin }: SourceOptions,
): Promise<void> {
  const endMs = clock.monotonicMs() + durationMs;
  let index = 0;
  const goOn = async () => {
    while (!signal.aborted && clock.monotonicMs() < endMs) {
      const isWell = await begin({ index: index++, scheduledAtMs: clock.monotonicMs() });
      // Who was refused comes back later: without a pause a refusal would be a flood.
      if (!isWell) await timer.sleep(RETURN_AFTER_MS, signal).catch(() => undefined);
    }
  };
  const all = Array.from({ length: vus }, goOn);
  const over = timer.sleep(durationMs, signal).catch(() => undefined);
  await Promise.race([over, Promise.all(all)]);
}
