import type { Need } from "./track.ts";
import type { ViewerRequest } from "./viewer_wire.ts";

/** A request that is under way. */
export interface Exchange {
  readonly request: ViewerRequest;
  /** What it is for; undefined for the multivariant playlist. */
  readonly need: Need | undefined;
  startedAtMs: number;
  /** When the head came. */
  headAtMs: number | undefined;
  /** When bytes came last. */
  lastByteAtMs: number;
  bytes: number;
  /** As the head said, else as the bitrate lets expect; 0 when nothing is known. */
  sizeBytes: number;
}

/** What decides whether to go on waiting. */
export interface PatienceFacts {
  readonly nowMs: number;
  readonly ttfbTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** How long a body may still take; Infinity when there is nobody else to ask. */
  readonly mostRemainingMs: number;
}

/** A body is watched for this long before its speed is believed. */
const MEASURE_MS = 500;
/** How often bodies are looked at. */
export const WATCH_MS = 250;

/** Why an exchange is given up, or undefined while it is worth waiting for. */
export function impatience(
  exchange: Exchange,
  facts: PatienceFacts,
): "hang" | "silence" | "slow" | undefined {
  const { headAtMs, startedAtMs, lastByteAtMs, bytes, sizeBytes } = exchange;
  const { nowMs } = facts;
  if (headAtMs === undefined) {
    return nowMs - startedAtMs >= facts.ttfbTimeoutMs ? "hang" : undefined;
  }
  if (nowMs - lastByteAtMs >= facts.idleTimeoutMs) return "silence";
  const measuredMs = nowMs - headAtMs;
  // Without a byte there is no speed: silence is another matter.
  if (measuredMs < MEASURE_MS || bytes === 0 || sizeBytes <= bytes) return undefined;
  const remainingMs = (sizeBytes - bytes) * measuredMs / bytes;
  return remainingMs > facts.mostRemainingMs ? "slow" : undefined;
}

/** When an exchange is to be looked at again. */
export function nextLookMs(exchange: Exchange, facts: PatienceFacts): number {
  if (exchange.headAtMs === undefined) return exchange.startedAtMs + facts.ttfbTimeoutMs;
  return Math.min(facts.nowMs + WATCH_MS, exchange.lastByteAtMs + facts.idleTimeoutMs);
}
