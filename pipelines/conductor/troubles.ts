import type { NetopsError } from "@netops/core";
import type { StageFailure, StageRecord } from "../execution/execution_record.ts";
import { timeWords } from "../plan/time_words.ts";

/** What may be otherwise in a moment: nobody knows whether it was done, or there is no room just now. */
const PASSING: ReadonlySet<string> = new Set([
  ...["UNREACHABLE", "TIMED_OUT", "CONFLICT", "NO_INSTANCE", "OVERLOADED", "DISK_FULL"],
]);

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** How long a stage may not get anywhere before it fails. */
export const MOST_TROUBLE_MS = 300_000;

/**
 * When a stage that could not be looked at is tried again; undefined when it is to fail.
 *
 * The wait doubles from 250 ms to 5 s, for 5 min since the first of the troubles in a row.
 */
export function tryAgainAtMs(
  { troubles }: Pick<StageRecord, "troubles">,
  error: NetopsError,
  nowMs: number,
): number | undefined {
  if (!PASSING.has(error.code)) return undefined;
  const { count = 0, sinceMs = nowMs } = troubles ?? {};
  if (nowMs - sinceMs >= MOST_TROUBLE_MS) return undefined;
  return nowMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(count, 10));
}

/** Why a stage fails with an error. */
export function failureOf({ code, message, fix }: NetopsError): StageFailure {
  const forLong = PASSING.has(code) ? `, for ${timeWords(MOST_TROUBLE_MS)}` : "";
  const mend = fix === undefined ? "" : `; ${fix}`;
  return { reason: `${message}${forLong}${mend}`, code };
}
