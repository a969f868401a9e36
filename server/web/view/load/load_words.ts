import type { LimitRow, LoadRow, LoadStanding } from "../../load/load_values.ts";
import { formatMs, formatRate } from "../format.ts";
import type { Verdict } from "../health.ts";

const STANDINGS: Readonly<Record<LoadStanding, Verdict>> = {
  running: { tone: "wait", word: "Running" },
  passed: { tone: "ok", word: "Passed" },
  failed: { tone: "bad", word: "Failed" },
  inconclusive: { tone: "warn", word: "Inconclusive" },
  "cut-off": { tone: "warn", word: "Cut off" },
};

const LIMITS: Readonly<Record<LimitRow["standing"], Verdict>> = {
  passed: { tone: "ok", word: "passed" },
  failed: { tone: "bad", word: "failed" },
  unknown: { tone: "warn", word: "unknown" },
};

/** Titles of the charts of a load, in the order of their queries (server/web/load/load_charts.ts). */
export const LOAD_CHARTS: readonly string[] = [
  "Starts per second, by outcome",
  "Startup in ms",
  "Sessions at once",
  "Stalls and failovers per minute",
];

const PHASES: Readonly<Record<string, string>> = {
  "signing-in": "signing accounts in",
  draining: "waiting for the last sessions to end",
};

/** How a load stands. */
export function loadVerdict({ standing }: Pick<LoadRow, "standing">): Verdict {
  return STANDINGS[standing];
}

/** Whether a limit was kept. */
export function limitVerdict({ standing }: Pick<LimitRow, "standing">): Verdict {
  return LIMITS[standing];
}

/** Where a load that runs is. */
export function phaseWords(phase: string): string {
  return PHASES[phase] ?? phase;
}

/** How long something takes, to the second: `45 s`, `2 min 30 s`. */
export function lastsWords(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes === 0) return `${rest} s`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** The last part of a script's path; presets are called as they are. */
export function shortName(name: string): string {
  return name.split("/").at(-1) || name;
}

/** A time that was measured, or a dash. */
export function timeOr(durationMs: number | null): string {
  return durationMs === null ? "–" : formatMs(durationMs);
}

/** A rate that was measured, or a dash. */
export function rateOr(perSecond: number | null): string {
  return perSecond === null ? "–" : formatRate(perSecond);
}
