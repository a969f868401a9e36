import { compareNumbers, isEqual } from "../python/compare.ts";
import { PythonError } from "../python/python_error.ts";
import { isInt, isMap, isNumeric, isTruthy, type Value } from "../python/value.ts";
import { callSubscript } from "./calls.ts";
import type { Comparison, Expression, Operand, PathNode, Step, Subscript } from "./tree.ts";

/**
 * Finds all values a path leads to, depth first, as jsonpath2 does: a filter tests the value at hand, not
 * its members.
 *
 * @throws {PythonError} ValueError for a slice with step 0.
 */
export function matchPath(path: PathNode, root: Value, current: Value): Value[] {
  let values: Value[] = [path.from === "root" ? root : current];
  for (const step of path.steps) values = values.flatMap((value) => takeStep(step, root, value));
  return values;
}

function takeStep(step: Step, root: Value, value: Value): Value[] {
  const here = step.subscripts.flatMap((subscript) => select(subscript, root, value));
  if (!step.isDeep) return here;
  return [...here, ...members(value).flatMap((member) => takeStep(step, root, member))];
}

function select(subscript: Subscript, root: Value, value: Value): Value[] {
  switch (subscript.kind) {
    case "name":
      return byName(value, subscript.name);
    case "index":
      return byIndex(value, subscript.index);
    case "slice":
      return slice(subscript, value);
    case "wildcard":
      return members(value);
    case "filter":
      return holds(subscript.expression, root, value) ? [value] : [];
    case "path":
      return matchPath(subscript.path, root, value).flatMap((key) => byKey(value, key));
    case "call":
      return products(subscript.args.map((operand) => valuesOf(operand, root, value)))
        .flatMap((args) => callSubscript(subscript.name, args, value));
  }
}

function members(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  return isMap(value) ? Object.values(value) : [];
}

function byName(value: Value, name: string): Value[] {
  return isMap(value) && Object.hasOwn(value, name) ? [value[name] as Value] : [];
}

function byIndex(value: Value, index: number): Value[] {
  if (!Array.isArray(value)) return [];
  const found = value[index < 0 ? index + value.length : index];
  return found === undefined ? [] : [found];
}

function byKey(value: Value, key: Value): Value[] {
  if (isInt(key)) return byIndex(value, Number(key));
  return typeof key === "string" ? byName(value, key) : [];
}

function slice(subscript: Subscript & { kind: "slice" }, value: Value): Value[] {
  if (!Array.isArray(value)) return [];
  const count = value.length;
  const { step = 1 } = subscript;
  if (step === 0) throw new PythonError("ValueError", "range() arg 3 must not be zero");
  const given = subscript.start ?? 0;
  const shift = Math.abs(given) < count ? count : Math.abs(given);
  const start = given < 0 ? given + shift : given;
  const end = subscript.end === undefined
    ? count
    : subscript.end < 0
    ? subscript.end + count
    : subscript.end;
  const found: Value[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) {
    if (Math.abs(at) > count + 1) break; // nothing is out there
    found.push(...byIndex(value, at));
  }
  return found;
}

function valuesOf(operand: Operand, root: Value, current: Value): Value[] {
  return operand.kind === "value" ? [operand.value] : matchPath(operand.path, root, current);
}

function products(lists: readonly (readonly Value[])[]): Value[][] {
  return lists.reduce<Value[][]>(
    (sofar, list) => sofar.flatMap((args) => list.map((item) => [...args, item])),
    [[]],
  );
}

function holds(expression: Expression, root: Value, current: Value): boolean {
  switch (expression.kind) {
    case "and":
      return holds(expression.left, root, current) && holds(expression.right, root, current);
    case "or":
      return holds(expression.left, root, current) || holds(expression.right, root, current);
    case "not":
      return !holds(expression.inner, root, current);
    case "some":
      if (expression.operand.kind === "value") return isTruthy(expression.operand.value);
      return matchPath(expression.operand.path, root, current).length > 0;
    case "compare": {
      const rights = valuesOf(expression.right, root, current);
      return valuesOf(expression.left, root, current)
        .some((left) => rights.some((right) => compare(expression.sign, left, right)));
    }
  }
}

function compare(sign: Comparison, left: Value, right: Value): boolean {
  if (sign === "=") return isEqual(left, right);
  if (sign === "!=") return !isEqual(left, right);
  if (!isNumeric(left) || !isNumeric(right)) return false;
  const order = compareNumbers(left, right);
  if (order === undefined) return false;
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  return sign === ">" ? order > 0 : order >= 0;
}
