import { noAttribute } from "../python/python_error.ts";
import { isMap, isTruthy, memberOf, type Value, type ValueMap } from "../python/value.ts";

/** The part of what was seen that a tolerance is about. */
export function targetOf(tolerance: ValueMap, value: Value): Value {
  const target = tolerance["target"] ?? null;
  if (!isTruthy(target)) return value;
  if (!isMap(value)) throw noAttribute(value, "get");
  return typeof target === "string" ? memberOf(value, target) ?? value : value;
}
