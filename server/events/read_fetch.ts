import { EVENT_LOG_LIMITS, LOG_NAME_PATTERN, NetopsError } from "@netops/core";
import type { LogOffset } from "@netops/core/contracts";
import type { FetchRequest } from "./fetch_messages.ts";

const POSITION_PATTERN = /^([a-zA-Z0-9._-]{1,128})\/(\d{1,3})\/(\d{1,15})$/;
const NUMBER_PATTERN = /^\d{1,9}$/;

/** Reads the query of a fetch. @throws {NetopsError} REQUEST_INVALID */
export function readFetch(
  query: URLSearchParams,
): FetchRequest & { readonly waitMs: number } {
  const positions = query.getAll("at").map(readPosition);
  if (positions.length === 0 || positions.length > EVENT_LOG_LIMITS.partitions) {
    throw refusal(`it asks for ${positions.length} partitions; 1 to 256 are taken`);
  }
  return {
    positions,
    waitMs: Math.min(readNumber(query, "waitMs", 0), EVENT_LOG_LIMITS.waitMs),
    maxBytes: Math.min(
      readNumber(query, "maxBytes", EVENT_LOG_LIMITS.batchBytes),
      EVENT_LOG_LIMITS.batchBytes,
    ),
  };
}

/** Reads a number of the query; `fallback` when it is not there. @throws {NetopsError} */
export function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!NUMBER_PATTERN.test(text)) throw refusal(`${name} is no whole number`);
  return Number(text);
}

/** Reads a time of the query. @throws {NetopsError} REQUEST_INVALID */
export function readTime(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  if (!/^\d{1,15}$/.test(text)) throw refusal(`${name} is no time in ms`);
  return Number(text);
}

/** Reads a name of a path. @throws {NetopsError} REQUEST_INVALID */
export function readName(text: string): string {
  if (LOG_NAME_PATTERN.test(text)) return text;
  throw refusal("a name in its path has other signs than a-z, A-Z, 0-9, dot, _ and -");
}

function readPosition(text: string): LogOffset {
  const [, topic, partition, offset] = POSITION_PATTERN.exec(text) ?? [];
  if (topic === undefined) throw refusal("a position is not TOPIC/PARTITION/OFFSET");
  return { topic, partition: Number(partition), offset: Number(offset) };
}

function refusal(reason: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot take the request as ${reason}`);
}
