import type { SessionFailure } from "../session/session_line.ts";
import type { LoadError } from "./load_report.ts";

/** When it happened, how often, and in which session. */
interface Occurrence {
  readonly atMs: number;
  readonly count: number;
  readonly session: number;
}

const MOST_TRACES = 5;
/** Scripts may put ids into addresses: what comes after so many kinds is one kind. */
const MOST_KINDS = 200;

type Row = { -readonly [K in keyof LoadError]: LoadError[K] } & { traceIds: string[] };

/** Errors of a load, alike ones together. */
export class ErrorBook {
  readonly #rows = new Map<string, Row>();
  readonly #seen = new Set<string>();

  /** Takes an error. What ended a start is also among its session's failures: it counts once. */
  add(failure: SessionFailure, { atMs, count, session }: Occurrence): void {
    const { type, service, message, traceId } = failure;
    const url = withoutIds(failure.url);
    const key = `${type} ${service} ${url}`;
    const own = `${session} ${key}`;
    if (this.#seen.has(own)) return;
    this.#seen.add(own);
    const row = this.#row(key, { type, service, url, message, atMs });
    row.count += count;
    row.firstAtMs = Math.min(row.firstAtMs, atMs);
    row.lastAtMs = Math.max(row.lastAtMs, atMs);
    const { traceIds } = row;
    if (traceId === undefined || traceIds.includes(traceId)) return;
    if (traceIds.length < MOST_TRACES) traceIds.push(traceId);
  }

  /** The most frequent first. */
  rows(): readonly LoadError[] {
    return [...this.#rows.values()].sort((one, other) => other.count - one.count);
  }

  #row(
    key: string,
    first: Pick<LoadError, "type" | "service" | "url" | "message"> & { atMs: number },
  ): Row {
    const isFull = this.#rows.size >= MOST_KINDS && !this.#rows.has(key);
    const place = isFull ? "others" : key;
    const known = this.#rows.get(place);
    if (known !== undefined) return known;
    const { atMs, ...words } = first;
    const named = isFull ? { type: "others", service: "", url: "", message: "more kinds" } : words;
    const row: Row = { ...named, count: 0, firstAtMs: atMs, lastAtMs: atMs, traceIds: [] };
    this.#rows.set(place, row);
    return row;
  }
}

/** The same address for all segments of a track and all sessions. */
function withoutIds(url: string): string {
  return url.split("?")[0]!.replaceAll(
    /(?<!\/)\/(?:\d+|[0-9a-f]{12,}|[0-9a-f-]{36})(?=[/.]|$)/g,
    "/*",
  );
}
