import { NetopsError } from "@netops/core";
import type { TimelineEvent } from "@netops/core/contracts";
import { join } from "./paths.ts";

/**
 * The last events that a home keeps of runs that ended, oldest first; undefined when it keeps none.
 *
 * @throws {NetopsError} HOME_NOT_WRITABLE when the file is there and cannot be read.
 */
export async function readPastEvents(
  home: string,
  limit: number,
): Promise<readonly TimelineEvent[] | undefined> {
  const path = join(home, "fleet.db");
  if (!isFile(path)) return undefined;
  // Loaded late: only a time line after the end needs it.
  const { DatabaseSync } = await import("node:sqlite");
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const query = "SELECT * FROM events ORDER BY seq DESC LIMIT ?";
      return database.prepare(query).all(limit).map(toEvent).sort(byTime);
    } finally {
      database.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot read the events in ${path}: ${why}`, {
      fix: "netops logs, which needs no database",
      cause,
    });
  }
}

/** Orders events by the time at which they happened, then by number: batches come late. */
export function byTime(one: TimelineEvent, other: TimelineEvent): number {
  return one.tsMs - other.tsMs || one.seq - other.seq;
}

function toEvent(row: Readonly<Record<string, unknown>>): TimelineEvent {
  return {
    tsMs: Number(row.tsMs),
    seq: Number(row.seq),
    kind: String(row.kind),
    subject: String(row.subject),
    actor: String(row.actor),
    data: JSON.parse(String(row.data)) as Record<string, unknown>,
    ...(row.traceId === null ? {} : { traceId: String(row.traceId) }),
  };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
