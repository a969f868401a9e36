import { PythonError, typeName } from "../python/python_error.ts";
import { isMap, type Value, type ValueMap } from "../python/value.ts";

/** Settings of an experiment; an explicit null is none. */
export function settingsOf(experiment: ValueMap, key: "configuration" | "secrets"): Value {
  return Object.hasOwn(experiment, key) ? experiment[key] ?? null : {};
}

/** A list of an experiment; what is no list breaks, as in Python. */
export function listOf(experiment: ValueMap, key: string): Value[] {
  const list = Object.hasOwn(experiment, key) ? experiment[key] ?? null : [];
  if (Array.isArray(list)) return list;
  if (typeof list === "string") return [...list];
  if (isMap(list)) return Object.keys(list);
  throw new PythonError("TypeError", `'${typeName(list)}' object is not iterable`);
}
