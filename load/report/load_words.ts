import type { LoadReport, Quantiles } from "./load_report.ts";

/** What stands where there was nothing to measure. */
export const NOT_MEASURED = "not measured";

/** How the unit of a load is called. */
export interface UnitWords {
  /** Of what a schedule asks for. */
  readonly starts: string;
  readonly rate: string;
  readonly running: string;
}

const UNIT_WORDS: Readonly<Record<LoadReport["unit"], UnitWords>> = {
  sessions: { starts: "starts", rate: "starts per second (SPS)", running: "sessions at once" },
  iterations: { starts: "iterations", rate: "iterations per second", running: "VUs at work" },
};

/** Names of what a load does, by its unit. */
export function unitWords({ unit }: Pick<LoadReport, "unit">): UnitWords {
  return UNIT_WORDS[unit];
}

/** A time to compare with others: `12 µs`, `8.4 ms`, `842 ms`, `1.84 s`, `2 min 5 s`. */
export function timeWords(ms: number | null): string {
  if (ms === null) return NOT_MEASURED;
  if (ms > 0 && ms < 0.05) return `${Number((ms * 1_000).toPrecision(2))} µs`;
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${Number((ms / 1_000).toPrecision(3))} s`;
  const seconds = Math.round(ms / 1_000);
  const rest = seconds % 60;
  return `${countWords(Math.floor(seconds / 60))} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** When something was, seen from the begin of the load: `+20 s`, `+1 min 5 s`, `-2 s`. */
export function offsetWords(atMs: number, startedAtMs: number): string {
  const offsetMs = atMs - startedAtMs;
  const ms = Math.round(Math.abs(offsetMs) / 100) * 100;
  return `${offsetMs < 0 && ms > 0 ? "-" : "+"}${ms === 0 ? "0 s" : timeWords(ms)}`;
}

/** A whole number with its thousands set apart. */
export function countWords(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** Something per second: `19.8`, `1,204`. */
export function rateWords(perSecond: number): string {
  return perSecond < 100 ? String(Number(perSecond.toFixed(2))) : countWords(perSecond);
}

/** A share in percent, with three digits that count. */
export function ratioWords(ratio: number | null): string {
  if (ratio === null) return NOT_MEASURED;
  return `${Number((ratio * 100).toPrecision(3))} %`;
}

/** Memory or traffic, in powers of 1000. */
export function bytesWords(sizeBytes: number): string {
  return scaled(sizeBytes, ["B", "kB", "MB", "GB", "TB"]);
}

/** A throughput: `3.2 Mbit/s`. */
export function bitrateWords(bitsPerSecond: number | null): string {
  if (bitsPerSecond === null) return NOT_MEASURED;
  return scaled(bitsPerSecond, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"]);
}

/** The time and date of a wall time in UTC: `2026-11-27 16:28:04 UTC`. */
export function dateWords(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Quantiles in one line: `p50 131 ms, p95 410 ms, p99 730 ms`. */
export function quantileWords({ p50, p95, p99 }: Quantiles): string {
  if (p50 === null) return NOT_MEASURED;
  return `p50 ${timeWords(p50)}, p95 ${timeWords(p95)}, p99 ${timeWords(p99)}`;
}

/** A number and its noun: `1 stall`, `2 stalls`. */
export function countedWords(count: number, one: string): string {
  return `${countWords(count)} ${one}${Math.round(count) === 1 ? "" : "s"}`;
}

/** Which engine gave the load, so that nobody takes one for the other. */
export function engineWords({ engine, engineVersion }: LoadReport): string {
  return engine === "k6" ? `k6 ${engineVersion}` : `built-in engine ${engineVersion}`;
}

function scaled(value: number, units: readonly string[]): string {
  let at = 0;
  let size = value;
  for (; size >= 999.5 && at < units.length - 1; at++) size /= 1_000;
  return `${size < 10 && at > 0 ? Number(size.toFixed(1)) : Math.round(size)} ${units[at]}`;
}
