import type { LoadEvent, LoadReport } from "./load_report.ts";

/** An event with the number that it has in the drawing and in the table. */
export interface NumberedEvent extends LoadEvent {
  readonly number: number;
}

/** A row of the drawing: events of one lane that do not lie on each other. */
export interface EventRow {
  readonly lane: LoadEvent["lane"];
  /** Whether it is the first of its lane, which bears the name. */
  readonly isFirst: boolean;
  readonly events: readonly NumberedEvent[];
}

/** What a lane shows, in words. */
export const LANE_WORDS: Readonly<Record<LoadEvent["lane"], string>> = {
  ...{ chaos: "chaos", deploy: "deploy", breaker: "breaker" },
  ...{ registry: "registry", process: "process" },
};
const LANES = ["chaos", "deploy", "breaker", "registry", "process"] as const;
const MOST_ROWS = 4;

/** Events in the order of their time, counted from 1. */
export function numberedEvents({ events }: Pick<LoadReport, "events">): readonly NumberedEvent[] {
  return events.toSorted((one, other) => one.tsMs - other.tsMs)
    .map((event, at) => ({ ...event, number: at + 1 }));
}

/** Lays events out in rows by lane; what overlaps goes into further rows, the last of which takes the rest. */
export function eventRows(events: readonly NumberedEvent[]): readonly EventRow[] {
  return LANES.flatMap((lane) => {
    const rows: NumberedEvent[][] = [];
    for (const event of events) {
      if (event.lane !== lane) continue;
      const free = rows.find((row) => endOf(row.at(-1)) <= event.tsMs);
      const row = free ?? (rows.length < MOST_ROWS ? undefined : rows.at(-1));
      if (row === undefined) rows.push([event]);
      else row.push(event);
    }
    return rows.map((row, at) => ({ lane, isFirst: at === 0, events: row }));
  });
}

function endOf(event: NumberedEvent | undefined): number {
  return event === undefined ? -Infinity : event.endMs ?? event.tsMs;
}
