import { readJson } from "../document/json_read.ts";
import { PythonError, typeName } from "./python_error.ts";
import { floatValue, intValue, isInt, isNumeric, numberOf, type Value } from "./value.ts";

const FLOAT = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+)?$/i;

/**
 * Converts text to a type of the Chaos Toolkit: str, int, float, bytes, bool, json or an alias of theirs.
 *
 * @throws {PythonError} ValueError when it cannot be, or there is no such type.
 */
export function convertToType(type: Value | undefined, value: Value): Value {
  switch (type) {
    case undefined:
    case null:
    case "str":
    case "string":
      return value;
    case "int":
    case "integer":
      return pythonInt(value);
    case "float":
    case "number":
      return pythonFloat(value);
    case "bytes":
      return new TextEncoder().encode(textOnly(value, "encode"));
    case "bool":
      if (typeof value === "boolean") return value;
      return !["false", "0", "no"].includes(textOnly(value, "lower").toLowerCase());
    case "json":
      return typeof value === "string" && value !== "" ? readJson(value).value : value;
  }
  throw new PythonError(
    "ValueError",
    "variable type can only be: bool, str, int, float, bytes or json",
  );
}

/** Python's `int()`. */
export function pythonInt(value: Value): Value {
  if (isInt(value)) return typeof value === "boolean" ? Number(value) : value;
  if (isNumeric(value)) return Math.trunc(numberOf(value));
  if (typeof value === "string") {
    const digits = /^\s*([-+]?)(\d+(?:_\d+)*)\s*$/.exec(value);
    if (digits !== null) {
      return intValue((digits[1] === "-" ? "-" : "") + (digits[2] ?? "").replaceAll("_", ""));
    }
    throw new PythonError("ValueError", `invalid literal for int() with base 10: '${value}'`);
  }
  throw badArgument("int", value);
}

/** Python's `float()`. */
export function pythonFloat(value: Value): Value {
  if (isNumeric(value)) return floatValue(numberOf(value));
  if (typeof value !== "string") throw badArgument("float", value);
  const text = value.trim();
  if (FLOAT.test(text)) return floatValue(Number(text.replaceAll("_", "")));
  const special = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special === null) {
    throw new PythonError("ValueError", `could not convert string to float: '${value}'`);
  }
  if (special[2]?.toLowerCase() === "nan") return NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}

function textOnly(value: Value, method: string): string {
  if (typeof value === "string") return value;
  throw new PythonError(
    "AttributeError",
    `'${typeName(value)}' object has no attribute '${method}'`,
  );
}

function badArgument(name: string, value: Value): PythonError {
  return new PythonError(
    "TypeError",
    `${name}() argument must be a string or a real number, not '${typeName(value)}'`,
  );
}
