/** A float without a fraction: Python prints `1.0` where it prints an int as `1`. */
export class WholeFloat {
  /** Wraps an integral number that Python holds as a float. */
  constructor(readonly value: number) {}
}

/** A date or time that YAML 1.1 made of plain text. */
export class Stamp {
  /** Keeps the ISO form, which journals hold, and the form that `str()` prints. */
  constructor(readonly iso: string, readonly text: string) {}
}

/**
 * A value as the Chaos Toolkit, a Python program, has it. A number without a fraction is an int,
 * one with a fraction (or not finite) a float; ints beyond 2^53 are bigints.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | WholeFloat
  | Stamp
  | Uint8Array
  | Value[]
  | ValueMap;

/** A Python dict with text for keys. */
export interface ValueMap {
  [key: string]: Value;
}

/** Makes a Python float. */
export function floatValue(number: number): Value {
  return Number.isInteger(number) ? new WholeFloat(number) : number;
}

/** Makes a Python int of digits that may be many. */
export function intValue(digits: string): Value {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number + 0 : BigInt(digits);
}

/** Says whether a value is a dict. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof WholeFloat) && !(value instanceof Stamp) && !(value instanceof Uint8Array);
}

/** Says whether a value is a Python int; a bool is one too. */
export function isInt(value: Value | undefined): value is number | bigint | boolean {
  return typeof value === "boolean" || typeof value === "bigint" ||
    (typeof value === "number" && Number.isInteger(value));
}

/** Says whether a value is a Python float. */
export function isFloat(value: Value | undefined): value is number | WholeFloat {
  return value instanceof WholeFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** Says whether a value is a number in Python, bools included. */
export function isNumeric(
  value: Value | undefined,
): value is number | bigint | boolean | WholeFloat {
  return isInt(value) || isFloat(value);
}

/** The number itself; precision beyond 2^53 is lost. */
export function numberOf(value: number | bigint | boolean | WholeFloat): number {
  return value instanceof WholeFloat ? value.value : Number(value);
}

/** A member of a dict, or undefined; inherited ones are none. */
export function memberOf(map: Value | undefined, key: string): Value | undefined {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets a member, also one that is called `__proto__`. */
export function setMember(map: ValueMap, key: string, value: Value): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Python's truth: None, False, zero and what is empty are false. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (isNumeric(value)) return numberOf(value) !== 0;
  if (value instanceof Stamp) return true;
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) {
    return value.length > 0;
  }
  return Object.keys(value).length > 0;
}

/** The value as plain JSON data. */
export function toPlain(value: Value): unknown {
  if (value instanceof WholeFloat) return value.value;
  if (value instanceof Stamp) return value.iso;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toPlain(member)]));
}

/** Plain JSON data as a value; what JSON does not know becomes None. */
export function fromPlain(data: unknown): Value {
  if (Array.isArray(data)) return data.map(fromPlain);
  if (typeof data === "object" && data !== null) {
    if (data instanceof Uint8Array) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, member]) => [key, fromPlain(member)]),
    );
  }
  const isScalar = typeof data === "string" || typeof data === "number" ||
    typeof data === "boolean" || typeof data === "bigint";
  return isScalar ? data : null;
}

/** A deep copy, as Python's `deepcopy`. */
export function copyValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyValue);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyValue(member)]));
}
