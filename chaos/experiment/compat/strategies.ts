import { noAttribute, PythonError } from "../python/python_error.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import type { HypothesisStrategy, RunOptions } from "../run/options.ts";

/** When checks are made and rollbacks played; a rollback strategy nobody knows plays none. */
export interface Strategies {
  readonly hypothesis: HypothesisStrategy;
  readonly rollbacks: Value;
}

const HYPOTHESIS: ReadonlySet<Value> = new Set([
  "default",
  "before-method-only",
  "after-method-only",
  "during-method-only",
  "continuously",
  "skip",
]);

/**
 * Finds the strategies: the command line goes before `runtime` of the experiment.
 *
 * @throws {PythonError} ValueError for a hypothesis strategy that is none.
 */
export function strategiesOf(experiment: ValueMap, options: RunOptions): Strategies {
  const wish = (part: string): Value => {
    const { runtime } = experiment;
    if (!isTruthy(runtime)) return "default";
    if (!isMap(runtime)) throw noAttribute(runtime, "get");
    const section = Object.hasOwn(runtime, part) ? runtime[part] ?? null : {};
    if (!isMap(section)) throw noAttribute(section, "get");
    return Object.hasOwn(section, "strategy") ? section["strategy"] ?? null : "default";
  };
  const [rollbacks, written] = [wish("rollbacks"), wish("hypothesis")];
  const given = options.hypothesisStrategy ?? written;
  const hypothesis = given === "continously" ? "continuously" : given;
  if (!HYPOTHESIS.has(hypothesis)) throw new PythonError("ValueError", "Unknown strategy");
  return {
    hypothesis: hypothesis as HypothesisStrategy,
    rollbacks: options.rollbackStrategy ?? rollbacks,
  };
}

/** Says whether a strategy checks before, during or after the method. */
export function isChecked(
  phase: "before" | "during" | "after",
  strategy: HypothesisStrategy,
): boolean {
  if (strategy === "skip") return false;
  if (strategy === "continuously") return true;
  if (strategy === "default") return phase !== "during";
  return strategy === `${phase}-method-only`;
}
