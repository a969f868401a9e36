import { isAtMost, isEqual, isMember } from "../python/compare.ts";
import { decimalOf, isDecimalAtMost } from "../python/decimal.ts";
import { PythonError, typeName } from "../python/python_error.ts";
import { substitute } from "../python/template.ts";
import { isInt, isMap, memberOf, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityCall } from "../providers/call.ts";
import { compilePattern } from "../regex/translate.ts";
import { PatternProblem } from "../regex/problem.ts";
import { isWithinJsonPath } from "./json_path_tolerance.ts";
import { isWithinProbe } from "./probe_tolerance.ts";
import { targetOf } from "./tolerance_target.ts";

/**
 * Says whether what a probe saw is within its tolerance.
 *
 * @throws {PythonError} where the two do not fit together, as a regex on what is no text.
 */
export async function isWithin(
  tolerance: Value | undefined,
  value: Value,
  call: ActivityCall,
): Promise<boolean> {
  if (typeof tolerance === "boolean" || typeof tolerance === "string") {
    return isEqual(value, tolerance);
  }
  if (isInt(tolerance)) return isEqual(memberOf(value, "status") ?? value, tolerance);
  if (Array.isArray(tolerance)) return isWithinList(tolerance, value);
  if (!isMap(tolerance)) return false; // floats and null have no rule
  switch (tolerance["type"]) {
    case "probe":
      return await isWithinProbe(tolerance, value, call);
    case "regex":
      return isMatch(tolerance, value, call);
    case "jsonpath":
      return isWithinJsonPath(tolerance, value, call.scope);
    case "range":
      return isInRange(tolerance, value);
  }
  return false;
}

/** A status is looked up in the list; of two items the first and last of a range; else one of many. */
function isWithinList(tolerance: readonly Value[], value: Value): boolean {
  const status = memberOf(value, "status");
  if (status !== undefined) return isMember(status, tolerance);
  const [low = null, high = null] = tolerance;
  if (tolerance.length === 2) return isAtMost(low, value) && isAtMost(value, high);
  return isMember(value, tolerance);
}

function isMatch(tolerance: ValueMap, value: Value, call: ActivityCall): boolean {
  const pattern = substitute(tolerance["pattern"] ?? null, call.scope);
  if (typeof pattern !== "string") {
    throw new PythonError("TypeError", "first argument must be string or compiled pattern");
  }
  const expression = compile(pattern);
  const text = targetOf(tolerance, value);
  if (typeof text !== "string") {
    throw new PythonError(
      "TypeError",
      `expected string or bytes-like object, got '${typeName(text)}'`,
    );
  }
  return expression.test(text);
}

function compile(pattern: string): RegExp {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) throw new PythonError("re.error", error.message);
    throw error;
  }
}

function isInRange(tolerance: ValueMap, value: Value): boolean {
  const number = decimalOf(targetOf(tolerance, value));
  if (number === undefined) return false;
  const range = tolerance["range"];
  const [low, high] = Array.isArray(range) ? range.map(decimalOf) : [];
  if (low === undefined || high === undefined) throw new PythonError("TypeError", "no range");
  return isDecimalAtMost(low, number) && isDecimalAtMost(number, high);
}
