import { noAttribute } from "../python/python_error.ts";
import { isInt, isMap, isNumeric, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { parsePath } from "../jsonpath/parser.ts";
import { JsonPathProblem } from "../jsonpath/tokens.ts";
import { PatternProblem } from "../regex/problem.ts";
import { compilePattern } from "../regex/translate.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";
import { validateActivity, type ValidationWorld } from "./validate_activity.ts";

/**
 * Says no to a hypothesis that the Chaos Toolkit would not check.
 *
 * @throws {InvalidExperiment} with its words.
 */
export function validateHypothesis(experiment: ValueMap, world: ValidationWorld): void {
  const hypothesis = experiment["steady-state-hypothesis"] ?? null;
  if (hypothesis === null) return;
  if (!isMap(hypothesis)) throw noAttribute(hypothesis, "get");
  if (!isTruthy(hypothesis["title"])) throw new InvalidExperiment("hypothesis requires a title");
  const { probes } = hypothesis;
  if (!Array.isArray(probes)) return;
  for (const probe of probes) {
    validateActivity(probe, world);
    if (!Object.hasOwn(probe as ValueMap, "tolerance")) {
      throw new InvalidExperiment("hypothesis probe must have a tolerance entry");
    }
    validateTolerance((probe as ValueMap)["tolerance"] ?? null, world);
  }
}

function validateTolerance(tolerance: Value, world: ValidationWorld): void {
  if (isInt(tolerance) || typeof tolerance === "string" || Array.isArray(tolerance)) return;
  if (!isMap(tolerance)) {
    throw new InvalidExperiment(
      "hypothesis probe tolerance must either be an integer, a string, a boolean or a pair of values for " +
        "boundaries. It can also be a dictionary which is a probe activity definition that takes an " +
        "argument called `value` with the value of the probe itself to be validated",
    );
  }
  const { type } = tolerance;
  if (type === "probe") validateActivity(tolerance, world);
  else if (type === "regex") validatePattern(tolerance);
  else if (type === "jsonpath") validatePath(tolerance);
  else if (type === "range") validateRange(tolerance);
  else {
    throw new InvalidExperiment(`hypothesis probe tolerance type '${String(type)}' is unsupported`);
  }
}

function validatePattern(tolerance: ValueMap): void {
  const pattern = required(tolerance, "pattern", "hypothesis regex probe tolerance");
  if (typeof pattern !== "string") {
    throw new InvalidExperiment(
      `hypothesis probe tolerance pattern ${String(pattern)} has an invalid type`,
    );
  }
  try {
    compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    throw new InvalidExperiment(
      `hypothesis probe tolerance pattern ${pattern} seems invalid: ${error.message}`,
    );
  }
}

function validatePath(tolerance: ValueMap): void {
  const given = required(tolerance, "path", "hypothesis jsonpath probe tolerance");
  if (typeof given !== "string") throw noAttribute(given, "strip");
  const path = given.trim();
  if (path === "") {
    throw new InvalidExperiment("hypothesis probe tolerance JSON path cannot be empty");
  }
  try {
    parsePath(path);
  } catch (error) {
    if (!(error instanceof JsonPathProblem)) throw error;
    throw new InvalidExperiment(`hypothesis probe tolerance JSON path ${path} is invalid`);
  }
}

function validateRange(tolerance: ValueMap): void {
  const range = required(tolerance, "range", "hypothesis range probe tolerance");
  if (!Array.isArray(range)) throw new InvalidExperiment("hypothesis range must be a sequence");
  if (range.length !== 2) {
    throw new InvalidExperiment("hypothesis range sequence must be made of two values");
  }
  const at = range.findIndex((bound) => !isNumeric(bound));
  if (at >= 0) {
    const which = at === 0 ? "lower" : "upper";
    throw new InvalidExperiment(`hypothesis range ${which} boundary must be a number`);
  }
}

function required(tolerance: ValueMap, key: string, what: string): Value {
  if (Object.hasOwn(tolerance, key)) return tolerance[key] ?? null;
  throw new InvalidExperiment(`${what} must have a \`${key}\` key`);
}
