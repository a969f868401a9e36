import type { EventSink, Logger } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { timelineEvent } from "./timeline_event.ts";
import type { ExecutionStore } from "./store.ts";

/** What catching up works with. */
export interface CatchUpParts {
  readonly store: ExecutionStore;
  readonly fleet: Pick<FleetClient, "events">;
  readonly events: EventSink;
  readonly logger: Logger;
  /** The newest executions as an earlier conductor left them. */
  readonly left: readonly ExecutionRecord[];
}

const MOST_EVENTS = 5_000;

/**
 * Tells the time line what an earlier conductor stored and died before telling: what fleet has already is
 * not told again.
 */
export async function catchUpEvents(parts: CatchUpParts): Promise<void> {
  const { store, fleet, events, logger, left } = parts;
  if (left.length === 0) return;
  try {
    const known = await fleet.events({ kind: "deploy", limit: MOST_EVENTS });
    const told = new Set(known.events.map(({ data }) => placeOf(data["execution"], data["seq"])));
    for (const record of left) await tellRest(record, { store, events, told });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    logger.log("warn", `Cannot tell the time line what an earlier conductor did not: ${why}`);
  }
}

async function tellRest(
  record: ExecutionRecord,
  { store, events, told }: Pick<CatchUpParts, "store" | "events"> & {
    readonly told: ReadonlySet<string>;
  },
): Promise<void> {
  for (const event of await store.events(record.id, 0)) {
    const isTold = event.seq > record.seq || told.has(placeOf(record.id, event.seq));
    if (!isTold) events.publish(timelineEvent(record, event));
  }
}

function placeOf(execution: unknown, seq: unknown): string {
  return `${execution}/${seq}`;
}
