import { isoTime } from "../run/activity_run.ts";
import type { ExperimentPorts } from "../ports.ts";
import type { ValueMap } from "../python/value.ts";

/** The library whose journal is written. */
export const CHAOSLIB_VERSION = "1.44.0";

/** A journal as it is at the start of a run; its keys come in the order of the Chaos Toolkit. */
export function openJournal(
  experiment: ValueMap,
  { clock, surroundings }: ExperimentPorts,
): ValueMap {
  return {
    "chaoslib-version": CHAOSLIB_VERSION,
    platform: surroundings.platform,
    node: surroundings.hostName,
    experiment: { ...experiment },
    start: isoTime(clock.nowMs()),
    status: null,
    deviated: false,
    steady_states: { before: null, after: null, during: [] },
    run: [],
    rollbacks: [],
  };
}
