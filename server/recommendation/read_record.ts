import type { AccountRecord, ViewingRecord } from "@netops/core/contracts";

const VIEWING_TYPES: ReadonlySet<unknown> = new Set<ViewingRecord["type"]>([
  ...["start", "heartbeat", "stall", "switch", "failover", "error", "end", "stop"] as const,
]);
const MOST_ID_LENGTH = 200;

/**
 * Reads a record of topic `viewing`; undefined for what is none: it would be none the next time, too.
 *
 * A time after the log took it is the clock of a player that is wrong, so the log's time counts then.
 */
export function readViewing(value: string, appendedMs: number): ViewingRecord | undefined {
  const record = parse(value);
  const isRecord = record !== undefined && VIEWING_TYPES.has(record["type"]) &&
    ["account", "profileId", "sessionId", "titleId"].every((name) => isId(record[name])) &&
    ["positionMs", "durationMs", "tsMs"].every((name) => isTime(record[name]));
  if (!isRecord) return undefined;
  const viewing = record as unknown as ViewingRecord;
  return { ...viewing, tsMs: Math.min(viewing.tsMs, appendedMs) };
}

/** Reads whose data must go from a record of topic `account`; undefined when nobody's. */
export function readErased(value: string): string | undefined {
  const record = parse(value) as Partial<AccountRecord> | undefined;
  return record?.type === "erased" && isId(record.account) ? record.account : undefined;
}

function parse(value: string): Record<string, unknown> | undefined {
  try {
    const record: unknown = JSON.parse(value);
    return typeof record === "object" && record !== null
      ? record as Record<string, unknown>
      : undefined;
  } catch {
    // Broken JSON is no record.
    return undefined;
  }
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_ID_LENGTH;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
