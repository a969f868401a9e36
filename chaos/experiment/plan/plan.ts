import { parseDurationMs, sha256Hex } from "@netops/core";
import { type CohortSettings, cohortSettings } from "../cohorts/cohort_settings.ts";
import type { Experiment } from "../experiment.ts";
import { jsonText } from "../python/json_text.ts";
import {
  fromPlain,
  isMap,
  isNumeric,
  memberOf,
  numberOf,
  toPlain,
  type Value,
  type ValueMap,
} from "../python/value.ts";
import { DEFAULT_FAULT_MS } from "../run/native_activity.ts";

/** A fault as it will be asked for. */
export interface PlannedFault {
  readonly kind: string;
  readonly target: string;
  readonly durationMs?: number;
  readonly count?: unknown;
  readonly percent?: unknown;
  readonly parameters: unknown;
  /** Decides the draws of this fault. */
  readonly seed: string;
  /** The arm that is hit, where arms are compared. */
  readonly cohort?: "experiment";
}

/** One step of a plan. */
export interface PlannedStep {
  readonly phase: "hypothesis" | "method" | "rollbacks";
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly provider: string;
  readonly isBackground: boolean;
  /** Declared pauses before this step, in ms after the phase began; what activities take comes on top. */
  readonly offsetMs: number;
  readonly fault?: PlannedFault;
}

/** What a run will do, in order; equal experiments and seeds have equal plans. */
export interface Plan {
  readonly title: string;
  readonly seed: string;
  readonly steps: readonly PlannedStep[];
  /** The arms that are compared; left out without any. */
  readonly cohorts?: CohortSettings;
  /** SHA-256 of the canonical plan and experiment, in hex. */
  readonly hash: string;
}

/** Plans a run without doing anything. */
export function planExperiment(experiment: Experiment, { seed }: { readonly seed: string }): Plan {
  const { value } = experiment;
  const top = isMap(value) ? value : {};
  const title = String(top["title"] ?? "");
  const steps = [
    ...stepsOf(memberOf(top["steady-state-hypothesis"], "probes"), "hypothesis", seed),
    ...stepsOf(top["method"], "method", seed),
    ...stepsOf(top["rollbacks"], "rollbacks", seed),
  ];
  const canonical = jsonText(sorted(fromPlain({ experiment: toPlain(value), seed, steps })), {});
  const cohorts = cohortsOf(value);
  const hash = sha256Hex(canonical);
  return { title, seed, steps, hash, ...(cohorts === undefined ? {} : { cohorts }) };
}

/** Undefined as well where they cannot be read: lint says why. */
function cohortsOf(experiment: Value): CohortSettings | undefined {
  try {
    return cohortSettings(experiment);
  } catch {
    return undefined;
  }
}

/** The seed of the draws of one activity. */
export function activitySeed(seed: string, phase: string, name: string): string {
  return sha256Hex(`${seed.length}:${seed}/${phase}/${name}`).slice(0, 16);
}

function stepsOf(
  list: Value | undefined,
  phase: PlannedStep["phase"],
  seed: string,
): PlannedStep[] {
  let offsetMs = 0;
  return (Array.isArray(list) ? list : []).filter(isMap).map((entry, index) => {
    offsetMs += pauseMs(entry, "before");
    const step = stepOf(entry, { phase, index, offsetMs, seed });
    offsetMs += pauseMs(entry, "after");
    return step;
  });
}

function stepOf(
  entry: ValueMap,
  { seed, ...where }: Pick<PlannedStep, "phase" | "index" | "offsetMs"> & { seed: string },
): PlannedStep {
  const { provider } = entry;
  const name = String(entry["name"] ?? entry["ref"] ?? "");
  const fault = isMap(provider) && typeof provider["fault"] === "string"
    ? faultOf(provider, activitySeed(seed, where.phase, name))
    : undefined;
  return {
    ...where,
    name,
    type: Object.hasOwn(entry, "ref") ? "ref" : String(entry["type"] ?? ""),
    provider: String(memberOf(provider, "type") ?? ""),
    isBackground: entry["background"] === true,
    ...(fault === undefined ? {} : { fault }),
  };
}

function faultOf(provider: ValueMap, seed: string): PlannedFault {
  const { duration, count, percent } = provider;
  const durationMs = durationOf(duration);
  return {
    kind: String(provider["fault"]),
    target: String(provider["target"] ?? ""),
    parameters: toPlain(provider["parameters"] ?? {}),
    seed,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(count === undefined ? {} : { count: toPlain(count) }),
    ...(percent === undefined ? {} : { percent: toPlain(percent) }),
    ...(provider["cohort"] === "experiment" ? { cohort: "experiment" } : {}),
  };
}

/** Undefined when only the run can tell, as with `${duration}`. */
function durationOf(duration: Value | undefined): number | undefined {
  if (duration === undefined) return DEFAULT_FAULT_MS;
  try {
    return parseDurationMs(String(duration));
  } catch {
    return undefined;
  }
}

function pauseMs(entry: ValueMap, when: string): number {
  const pause = memberOf(entry["pauses"], when);
  return isNumeric(pause) ? Math.max(0, numberOf(pause)) * 1000 : 0;
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] ?? null)]));
}
