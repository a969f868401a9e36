import { isFloat, isInt, Stamp, type Value } from "./value.ts";

/** An exception that the Chaos Toolkit does not expect: it aborts a method and crashes a hypothesis. */
export class PythonError extends Error {
  override readonly name = "PythonError";

  /** Takes the name of Python's class and its words. */
  constructor(readonly kind: string, message: string) {
    super(message);
  }
}

/** An activity that could not do its work; the experiment goes on. */
export class ActivityFailed extends Error {
  override readonly name = "ActivityFailed";

  /** Takes the words, and what was answered all the same. */
  constructor(message: string, readonly output: Value = null) {
    super(message);
  }
}

/** Python's name of a value's type, for its error texts. */
export function typeName(value: Value | undefined): string {
  if (value === null || value === undefined) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (isInt(value)) return "int";
  if (isFloat(value)) return "float";
  if (typeof value === "string") return "str";
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  return value instanceof Stamp ? "datetime" : "dict";
}

/** Refuses a value of the wrong type in Python's words. */
export function noAttribute(value: Value | undefined, attribute: string): PythonError {
  return new PythonError(
    "AttributeError",
    `'${typeName(value)}' object has no attribute '${attribute}'`,
  );
}
