import { NetopsError } from "@netops/core";
import type { Comparison } from "@netops/core/contracts";

/** A comparison with a value in the place of every reference. */
export interface ResolvedComparison {
  readonly left: string | number | boolean;
  readonly is: Comparison["is"];
  readonly right: string | number | boolean;
}

/**
 * Whether two values stand to each other as is said: as numbers when one of them is a number or an order is
 * asked for, else as they are.
 *
 * @throws {NetopsError} CONFIG_INVALID when one that should be a number is none, or the pattern is none: what
 * cannot be compared is neither so nor not so
 */
export function holds({ left, is, right }: ResolvedComparison): boolean {
  if (is === "matches") return patternOf(right).test(String(left));
  if (is === "=" || is === "!=") return isSame(left, right) === (is === "=");
  const [one, other] = [numberOf(left), numberOf(right)];
  if (is === "<") return one < other;
  if (is === "<=") return one <= other;
  return is === ">" ? one > other : one >= other;
}

function isSame(left: ResolvedComparison["left"], right: ResolvedComparison["right"]): boolean {
  if (typeof left === "number" || typeof right === "number") {
    return numberOf(left) === numberOf(right);
  }
  return String(left) === String(right);
}

function numberOf(value: ResolvedComparison["left"]): number {
  const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
  if (typeof value !== "boolean" && !Number.isNaN(number)) return number;
  throw new NetopsError("CONFIG_INVALID", `Cannot compare ${JSON.stringify(value)} as a number`);
}

function patternOf(value: ResolvedComparison["right"]): RegExp {
  try {
    return new RegExp(String(value), "u");
  } catch (cause) {
    throw new NetopsError(
      "CONFIG_INVALID",
      `Cannot match ${JSON.stringify(value)} as it is no regular expression`,
      { cause },
    );
  }
}
