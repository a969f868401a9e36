import type { Logger, Timer } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { TimelineEvent } from "@netops/core/contracts";
import type { RecordStore } from "./record_store.ts";

/** What following fleet's time line works with. */
export interface EventFollowerOptions {
  readonly fleet: Pick<FleetClient, "events" | "eventsStream">;
  readonly store: Pick<RecordStore, "addEvents" | "lastEvent">;
  /** The run that fleet is in. */
  readonly runId: string;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const RETRY_MS = 500;
/** Its subject is the run that begins. */
const RUN_START = "platform.start";

interface Place {
  readonly afterSeq: number;
  readonly runId: string;
}

/**
 * Stores fleet's time line as it grows, each event under the run it belongs to; resolves when the signal
 * aborts. After a loss it goes on where the store ends.
 */
export async function followEvents(options: EventFollowerOptions): Promise<void> {
  const { signal, timer, logger } = options;
  while (!signal.aborted) {
    try {
      await followOnce(options, await placeOf(options));
    } catch (error) {
      if (!signal.aborted) logger.log("debug", "time line lost", { reason: String(error) });
    }
    // Only the abort of our own signal ends the wait early, and the loop sees that.
    await timer.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

async function followOnce(
  options: EventFollowerOptions,
  { afterSeq, runId }: Place,
): Promise<void> {
  const { fleet, store, signal } = options;
  let current = runId;
  for await (const event of fleet.eventsStream({ afterSeq }, signal)) {
    if (event.kind === RUN_START) current = event.subject;
    store.addEvents([{ ...event, runId: current }]);
  }
}

/**
 * Where to go on. Fleet counts on from run to run as long as its own file lives; when it counts lower than
 * what is stored, its file is new and everything in it is.
 */
async function placeOf({ fleet, store, runId }: EventFollowerOptions): Promise<Place> {
  const own = store.lastEvent(runId);
  if (own !== undefined) return { afterSeq: own.seq, runId };
  const last = store.lastEvent();
  const { events } = await fleet.events({ limit: 1 });
  const newest: TimelineEvent | undefined = events.at(-1);
  if (last === undefined || newest === undefined || newest.seq < last.seq) {
    return { afterSeq: 0, runId: "" };
  }
  return { afterSeq: last.seq, runId: last.runId };
}
