import { PythonError, typeName } from "./python_error.ts";
import { isMap, isNumeric, numberOf, Stamp, type Value, type ValueMap } from "./value.ts";

/** Python's `==`: `True == 1 == 1.0`, containers by their members. */
export function isEqual(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isEqual(item, right[at]));
  }
  if (isMap(left) && isMap(right)) return isEqualMap(left, right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length && left.every((byte, at) => byte === right[at]);
  }
  if (left instanceof Stamp && right instanceof Stamp) return left.iso === right.iso;
  return left === right;
}

function isEqualMap(left: ValueMap, right: ValueMap): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]));
}

/** Python's `in` for a list. */
export function isMember(value: Value, list: readonly Value[]): boolean {
  return list.some((item) => isEqual(item, value));
}

/**
 * Python's `<=`.
 *
 * @throws {PythonError} TypeError when the two cannot be ordered.
 */
export function isAtMost(left: Value, right: Value): boolean {
  const order = orderOf(left, right, "<=");
  return order !== undefined && order <= 0;
}

/** Negative, zero or positive; undefined when one is not a number (NaN). */
function orderOf(left: Value, right: Value, sign: string): number | undefined {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (Array.isArray(left) && Array.isArray(right)) {
    const at = left.findIndex((item, index) =>
      index < right.length && !isEqual(item, right[index] ?? null)
    );
    if (at < 0) return left.length - right.length;
    return orderOf(left[at] ?? null, right[at] ?? null, sign);
  }
  if (left instanceof Stamp && right instanceof Stamp) return compareText(left.iso, right.iso);
  throw new PythonError(
    "TypeError",
    `'${sign}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** Orders numbers exactly, also ints beyond 2^53; undefined with NaN. */
export function compareNumbers(left: Value, right: Value): number | undefined {
  const [a, b] = [left, right].map((value) =>
    typeof value === "bigint" ? value : numberOf(value as number)
  ) as [number | bigint, number | bigint];
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders text by code point, as Python does. */
function compareText(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
