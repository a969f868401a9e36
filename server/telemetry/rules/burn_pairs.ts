/** Two windows that must both burn: the long one says that it matters, the short one that it goes on. */
export interface BurnPair {
  readonly severity: "page" | "ticket";
  readonly longMs: number;
  readonly shortMs: number;
  /** Burn rate above which both count. */
  readonly threshold: number;
}

/** Part of the SLO's window, and part of the budget that may go within it. */
const RECOMMENDED = [
  { severity: "page", parts: 720, budgetRatio: 0.02 },
  { severity: "page", parts: 120, budgetRatio: 0.05 },
  { severity: "ticket", parts: 10, budgetRatio: 0.1 },
] as const;

const LEAST_LONG_MS = 5 * 60_000;
const LEAST_SHORT_MS = 60_000;

/**
 * The pairs of windows for a service level objective of `windowMs` (W), by ascending length.
 *
 * `long = max(5 min, W / p)`, `short = max(1 min, long / 12)`, both at most W, and
 * `threshold = max(1, b × W / long)` with (p, b) = (720, 2 %), (120, 5 %), (10, 10 %): at the threshold the
 * long window uses the part b of the budget. For 30 days that is 1 h and 5 min above 14.4, 6 h and 30 min
 * above 6, 3 d and 6 h above 1. Pairs that the bounds make equal are one.
 *
 * Source: Google, The Site Reliability Workbook, chapter 5, table 5-8, scaled to W.
 */
export function burnPairs(windowMs: number): readonly BurnPair[] {
  const pairs = new Map<number, BurnPair>();
  for (const { severity, parts, budgetRatio } of RECOMMENDED) {
    const longMs = Math.min(windowMs, Math.max(LEAST_LONG_MS, Math.round(windowMs / parts)));
    const shortMs = Math.min(longMs, Math.max(LEAST_SHORT_MS, Math.round(longMs / 12)));
    const threshold = Math.max(1, budgetRatio * windowMs / longMs);
    if (!pairs.has(longMs)) pairs.set(longMs, { severity, longMs, shortMs, threshold });
  }
  return [...pairs.values()];
}
