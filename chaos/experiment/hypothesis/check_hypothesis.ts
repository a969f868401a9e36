import { noAttribute } from "../python/python_error.ts";
import { substitute } from "../python/template.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { type ActivityContext, runActivity } from "../run/activity_run.ts";
import { isWithin } from "./tolerance.ts";

/** The probes of a hypothesis, or undefined when there is none with probes. */
export function probesOf(experiment: ValueMap): Value[] | undefined {
  const hypothesis = experiment["steady-state-hypothesis"];
  if (!isTruthy(hypothesis)) return undefined;
  if (!isMap(hypothesis)) throw noAttribute(hypothesis, "get");
  const probes = hypothesis["probes"];
  return Array.isArray(probes) && probes.length > 0 ? probes : undefined;
}

/**
 * Runs the probes in order until one fails or is out of tolerance: `{steady_state_met, probes}`.
 *
 * @throws {PythonError} when a probe or its tolerance breaks.
 */
export async function checkHypothesis(
  probes: readonly Value[],
  context: ActivityContext,
): Promise<ValueMap> {
  const runs: Value[] = [];
  const state: ValueMap = { steady_state_met: null, probes: runs };
  const isUnchecked = context.dry === "probes" || context.dry === "activities";
  const { runs: _, ...rest } = context; // a hypothesis keeps entries of its own
  for (const entry of probes) {
    if (!isMap(entry)) throw noAttribute(entry, "get");
    const run = await runActivity(entry, rest);
    runs.push(run);
    if (run["status"] === "failed") return unmet(state, run);
    run["tolerance_met"] = true;
    if (!isUnchecked && !await isMet(entry, run, context)) return unmet(state, run);
  }
  state["steady_state_met"] = true;
  return state;
}

async function isMet(entry: ValueMap, run: ValueMap, { call }: ActivityContext): Promise<boolean> {
  const given = entry["tolerance"];
  const tolerance = typeof given === "string" ? substitute(given, call.scope) : given;
  return await isWithin(tolerance, run["output"] ?? null, call);
}

function unmet(state: ValueMap, run: ValueMap): ValueMap {
  run["tolerance_met"] = false;
  state["steady_state_met"] = false;
  return state;
}

/** Says whether a probe of a state did not even answer. */
export function hasFailed(state: ValueMap): boolean {
  const probes = state["probes"] as Value[];
  return probes.some((probe) => isMap(probe) && probe["status"] !== "succeeded");
}
