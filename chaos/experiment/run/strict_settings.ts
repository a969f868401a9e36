import { parseDurationMs } from "@netops/core";
import {
  isMap,
  isNumeric,
  memberOf,
  numberOf,
  type Value,
  type ValueMap,
} from "../python/value.ts";
import { type CohortSettings, cohortSettings } from "../cohorts/cohort_settings.ts";
import type { RunOptions } from "./options.ts";

/** What the key `netops` of an experiment says, with defaults. */
export interface StrictSettings {
  /** The whole run must come to its rollbacks within this time. */
  readonly timeBoxMs?: number;
  /** Ends the method as soon as a check beside it is not met. */
  readonly isHalting: boolean;
  /** Longest that rollbacks may take together, and the undo of one fault. */
  readonly undoWithinMs: number;
  /** Longest that the steady state may take to come back. */
  readonly recoverWithinMs: number;
  readonly recoverEveryMs: number;
  /** The arms that are compared; none when left out. */
  readonly cohorts?: CohortSettings;
}

const UNDO_WITHIN_MS = 60_000;
const RECOVER_WITHIN_MS = 30_000;
const RECOVER_EVERY_MS = 250;

/** Reads the key `netops`; the command line's fail-fast halts too. */
export function strictSettings(experiment: ValueMap, options: RunOptions): StrictSettings {
  const given = memberOf(experiment, "netops");
  const recovery = memberOf(given, "recovery");
  const cohorts = cohortSettings(experiment);
  const timeBoxMs = durationOf(memberOf(given, "time-box"));
  return {
    ...(cohorts === undefined ? {} : { cohorts }),
    ...(timeBoxMs === undefined ? {} : { timeBoxMs }),
    isHalting: options.failFast === true || memberOf(given, "halt-on-deviation") === true,
    undoWithinMs: durationOf(memberOf(given, "undo-within")) ?? UNDO_WITHIN_MS,
    recoverWithinMs: durationOf(memberOf(recovery, "within")) ?? RECOVER_WITHIN_MS,
    recoverEveryMs: durationOf(memberOf(recovery, "every")) ?? RECOVER_EVERY_MS,
  };
}

function durationOf(value: Value | undefined): number | undefined {
  return typeof value === "string" ? parseDurationMs(value) : undefined;
}

/** The seconds between two checks beside the method that an experiment asks for. */
export function frequencyOf(experiment: Value): number | undefined {
  const hypothesis = memberOf(memberOf(experiment, "runtime"), "hypothesis");
  const frequency = memberOf(hypothesis, "frequency");
  return isNumeric(frequency) && numberOf(frequency) > 0 ? numberOf(frequency) : undefined;
}

/** The seed that an experiment asks for. */
export function seedOf(experiment: Value): string | undefined {
  const seed = isMap(experiment) ? memberOf(memberOf(experiment, "netops"), "seed") : undefined;
  return seed === undefined || seed === null ? undefined : String(seed);
}
