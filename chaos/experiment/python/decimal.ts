import { isNumeric, numberOf, type Value } from "./value.ts";
import { PythonError, typeName } from "./python_error.ts";

/** An exact decimal number: digits × 10^exponent, or one that is not finite. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
  readonly special?: "inf" | "-inf" | "nan";
}

const PATTERN =
  /^([-+]?)(?:(?=\d|\.\d)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?|(inf(?:inity)?)|(s?nan)\d*)$/i;

/**
 * Makes an exact decimal as Python's `Decimal(value)`: floats keep their binary value to the last digit.
 * Undefined when the text is no number.
 *
 * @throws {PythonError} TypeError or ValueError for what is neither number nor text.
 */
export function decimalOf(value: Value): Decimal | undefined {
  if (typeof value === "bigint") return { digits: value, exponent: 0 };
  if (isNumeric(value)) return fromNumber(numberOf(value));
  if (typeof value === "string") return fromText(value.trim().replaceAll("_", ""));
  if (Array.isArray(value)) {
    throw new PythonError(
      "ValueError",
      "Invalid tuple size in creation of Decimal from list or tuple.  The list or tuple should have exactly three elements.",
    );
  }
  throw new PythonError(
    "TypeError",
    `conversion from ${typeName(value)} to Decimal is not supported`,
  );
}

/** Orders two decimals; NaN has no order, in Python it is an error. */
export function isDecimalAtMost(left: Decimal, right: Decimal): boolean {
  if (left.special === "nan" || right.special === "nan") {
    throw new PythonError("InvalidOperation", "comparison involving NaN");
  }
  if (left.special === "-inf" || right.special === "inf") return true;
  if (left.special === "inf" || right.special === "-inf") return left.special === right.special;
  const exponent = Math.min(left.exponent, right.exponent);
  if (Math.max(left.exponent, right.exponent) - exponent > 5000) {
    return Number(left.digits) * 10 ** left.exponent <= Number(right.digits) * 10 ** right.exponent;
  }
  return left.digits * 10n ** BigInt(left.exponent - exponent) <=
    right.digits * 10n ** BigInt(right.exponent - exponent);
}

function fromText(text: string): Decimal | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0", infinity, nan] = match;
  const isNegative = sign === "-";
  if (nan !== undefined) return { digits: 0n, exponent: 0, special: "nan" };
  if (infinity !== undefined) {
    return { digits: 0n, exponent: 0, special: isNegative ? "-inf" : "inf" };
  }
  const digits = BigInt(whole + fraction);
  return { digits: isNegative ? -digits : digits, exponent: Number(power) - fraction.length };
}

/** A double is m × 2^e exactly; with e below 0 that is m × 5^-e × 10^e. */
function fromNumber(number: number): Decimal {
  if (Number.isNaN(number)) return { digits: 0n, exponent: 0, special: "nan" };
  if (!Number.isFinite(number)) {
    return { digits: 0n, exponent: 0, special: number > 0 ? "inf" : "-inf" };
  }
  let [mantissa, power] = [number, 0];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    power++;
  }
  return { digits: BigInt(mantissa) * 5n ** BigInt(power), exponent: -power };
}
