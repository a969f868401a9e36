import { noAttribute, PythonError, typeName } from "../python/python_error.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";

/**
 * Activities that may be referred to: of the method and the hypothesis, of equal names the last one.
 *
 * @throws {PythonError} where the two lists are none.
 */
export function activitiesByName(experiment: ValueMap): ReadonlyMap<string, ValueMap> {
  const hypothesis = Object.hasOwn(experiment, "steady-state-hypothesis")
    ? experiment["steady-state-hypothesis"] ?? null
    : {};
  if (!isMap(hypothesis)) throw noAttribute(hypothesis, "get");
  const names = new Map<string, ValueMap>();
  for (
    const activity of [...strictList(experiment, "method"), ...strictList(hypothesis, "probes")]
  ) {
    if (!isMap(activity)) throw noAttribute(activity, "get");
    const name = activity["name"];
    if ((Array.isArray(name) && isTruthy(name)) || (isMap(name) && isTruthy(name))) {
      throw new PythonError("TypeError", `unhashable type: '${typeName(name)}'`);
    }
    if (isTruthy(name)) names.set(String(name), activity);
  }
  return names;
}

/** A list that can be added to another one. */
function strictList(map: ValueMap, key: string): Value[] {
  const list = Object.hasOwn(map, key) ? map[key] ?? null : [];
  if (Array.isArray(list)) return list;
  throw new PythonError(
    "TypeError",
    `unsupported operand type(s) for +: '${typeName(list)}' and 'list'`,
  );
}
