import type { InstanceStats } from "./instance_stats.ts";

/** Why an instance gets no requests for a while. */
export type EjectionReason = "connect-failed" | "consecutive-failures" | "error-ratio";

/** How strictly outliers are judged. */
export interface OutlierOptions {
  /** Share of a group that may be ejected at once; one is always allowed, the last one never. 0.5. */
  readonly maxEjectedRatio?: number;
  /** Failures in a row; 5. */
  readonly consecutiveFailures?: number;
}

/** What is to be done about an instance that just failed. */
export interface Ejection {
  readonly reason: EjectionReason;
  /** The first ejection lasts so long; each further one twice as long. */
  readonly baseMs: number;
}

const CONNECT_BASE_MS = 1_000;
const FAILURE_BASE_MS = 5_000;
const LEAST_CALLS = 10;
const WORST_RATIO = 0.5;
/** So much worse than its peers an outlier must be: when all fail alike, none is one. */
const WORSE_BY = 0.3;

/**
 * Judges an instance after a failure: undefined, or why it is to be ejected.
 *
 * ejected + 1 ≤ max(1, ⌊maxEjectedRatio · n⌋) and ejected + 1 < n always hold afterwards.
 * Source: Envoy outlier detection, made relative to the peers.
 */
export function judgeOutlier(
  own: InstanceStats,
  peers: readonly InstanceStats[],
  at: { readonly nowMs: number; readonly connectFailed: boolean } & OutlierOptions,
): Ejection | undefined {
  const { nowMs } = at;
  if (own.isEjected(nowMs) || !mayEject(peers, nowMs, at.maxEjectedRatio ?? 0.5)) return undefined;
  if (at.connectFailed) return { reason: "connect-failed", baseMs: CONNECT_BASE_MS };
  if (own.consecutiveFailures >= (at.consecutiveFailures ?? 5)) {
    return { reason: "consecutive-failures", baseMs: FAILURE_BASE_MS };
  }
  const ratio = own.errorRatio(nowMs);
  if (own.calls(nowMs) < LEAST_CALLS || ratio < WORST_RATIO) return undefined;
  const others = peers.filter((peer) => peer !== own);
  const mean = others.reduce((sum, peer) => sum + peer.errorRatio(nowMs), 0) / others.length;
  return ratio - mean >= WORSE_BY ? { reason: "error-ratio", baseMs: FAILURE_BASE_MS } : undefined;
}

function mayEject(peers: readonly InstanceStats[], nowMs: number, maxRatio: number): boolean {
  const ejected = peers.filter((peer) => peer.isEjected(nowMs)).length;
  const allowed = Math.max(1, Math.floor(maxRatio * peers.length));
  return ejected + 1 <= allowed && ejected + 1 < peers.length;
}
