import { floatText } from "./text.ts";
import { isMap, Stamp, type Value, WholeFloat } from "./value.ts";
import { PythonError, typeName } from "./python_error.ts";

/** How JSON is printed. */
export interface JsonTextOptions {
  /** Spaces per level; one line when left out. */
  readonly indent?: number;
  /** Escapes what is not ASCII. */
  readonly ascii?: boolean;
}

/**
 * Prints JSON as Python's `json.dumps` does, floats with their `.0` and bare `NaN` and `Infinity`.
 *
 * @throws {PythonError} TypeError for bytes.
 */
export function jsonText(value: Value, options: JsonTextOptions = {}): string {
  return print(value, options, 0);
}

function print(value: Value, options: JsonTextOptions, depth: number): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteJson(value, options.ascii ?? false);
  if (value instanceof Stamp) return quoteJson(value.iso, options.ascii ?? false);
  if (value instanceof WholeFloat) return floatText(value.value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : bareFloat(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) {
    throw new PythonError(
      "TypeError",
      `Object of type '<class '${typeName(value)}'>' is not JSON serializable`,
    );
  }
  if (Array.isArray(value)) {
    return enclose("[]", value.map((item) => print(item, options, depth + 1)), { options, depth });
  }
  if (!isMap(value)) return "null";
  const members = Object.entries(value).map(([key, member]) =>
    `${quoteJson(key, options.ascii ?? false)}: ${print(member, options, depth + 1)}`
  );
  return enclose("{}", members, { options, depth });
}

function enclose(
  marks: string,
  parts: readonly string[],
  { options, depth }: { options: JsonTextOptions; depth: number },
): string {
  const [open, close] = [marks.charAt(0), marks.charAt(1)];
  if (options.indent === undefined || parts.length === 0) return open + parts.join(", ") + close;
  const pad = "\n" + " ".repeat(options.indent * (depth + 1));
  const end = "\n" + " ".repeat(options.indent * depth);
  return open + pad + parts.join(`,${pad}`) + end + close;
}

function bareFloat(number: number): string {
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "Infinity" : "-Infinity";
  return floatText(number);
}

function quoteJson(text: string, isAscii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!isAscii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
