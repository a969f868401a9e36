import type { SloPlan } from "@netops/core/contracts";
import { burnPairs } from "./burn_pairs.ts";

/** How fast the error budget went within a window; without data there is no rate. */
export interface Burn {
  readonly windowMs: number;
  readonly rate?: number;
}

/** How a service level objective stands; no data is "unknown", never "met". */
export type SloState = "met" | "burning" | "exhausted" | "unknown";

/** A service level objective and how it stands. */
export interface SloStatus {
  readonly name: string;
  readonly objective: number;
  readonly windowMs: number;
  /** The good share over the whole window, 0..1. */
  readonly share?: number;
  /** 1: nothing used; 0: all used; below 0: more than all. */
  readonly budgetLeftRatio?: number;
  /** By ascending window. */
  readonly burn: readonly Burn[];
  readonly state: SloState;
  /** Why there is no share, when that is not for want of data. */
  readonly error?: string;
}

/** The good share within a window, 0..1; undefined without data. */
export type ShareOf = (windowMs: number) => number | undefined;

/** How near to nothing a difference of shares is rounding only. */
export const ROUNDING = 1e-9;

/**
 * How fast the error budget goes: `(1 − share) / (1 − objective)`, 1 when it lasts exactly the window.
 *
 * Source: Google, The Site Reliability Workbook, chapter 5, "burn rate".
 */
export function burnRate(share: number, objective: number): number {
  return (1 - share) / (1 - objective);
}

/**
 * Tells how an objective stands by the good shares of its windows.
 *
 * "exhausted": the share of the whole window is below the objective; else "burning": a pair of windows
 * ({@linkcode burnPairs}) burns faster than its threshold in both; else "met".
 */
export function sloStatus(slo: SloPlan, shareOf: ShareOf): SloStatus {
  const { name, objective, windowMs } = slo;
  const pairs = burnPairs(windowMs);
  const windows = new Set([...pairs.flatMap(({ shortMs, longMs }) => [shortMs, longMs]), windowMs]);
  const rates = new Map<number, number | undefined>();
  for (const each of [...windows].sort((one, other) => one - other)) {
    const share = shareOf(each);
    rates.set(each, share === undefined ? undefined : burnRate(share, objective));
  }
  const share = shareOf(windowMs);
  const isBurning = pairs.some(({ shortMs, longMs, threshold }) =>
    isOver(rates.get(shortMs), threshold) && isOver(rates.get(longMs), threshold)
  );
  const burn = [...rates].map(([each, rate]) => ({
    windowMs: each,
    ...(rate === undefined ? {} : { rate }),
  }));
  if (share === undefined) return { name, objective, windowMs, burn, state: "unknown" };
  const isExhausted = share < objective - ROUNDING;
  return {
    ...{ name, objective, windowMs, share, burn },
    budgetLeftRatio: 1 - burnRate(share, objective),
    state: isExhausted ? "exhausted" : isBurning ? "burning" : "met",
  };
}

/** Whether an objective forbids risk now: a guard of chaos and of deploys. Unknown does not count as burning. */
export function isBurning({ state }: Pick<SloStatus, "state">): boolean {
  return state === "burning" || state === "exhausted";
}

function isOver(rate: number | undefined, threshold: number): boolean {
  return rate !== undefined && rate > threshold + ROUNDING;
}
