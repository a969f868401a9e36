import { NetopsError } from "@netops/core";
import type { Comparison } from "@netops/core/contracts";
import { isReference, nameOf, type Scalar } from "./resolved_value.ts";

/** Whether a comparison holds, and both values as they were found. */
export interface ComparisonResult {
  readonly holds: boolean;
  readonly said: string;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Compares two values of a pipeline, once every reference in it is replaced.
 *
 * Numbers, and texts that are numbers, compare as such; all else is equal when its text is. A value that nobody
 * gave never holds.
 *
 * @throws {NetopsError} CONFIG_INVALID when what is no number is to be smaller or larger, or an expression
 * cannot be read: that is a mistake of the pipeline, and no answer to it
 */
export function compareValues({ left, is, right }: Comparison): ComparisonResult {
  for (const value of [left, right]) {
    if (isReference(value)) return { holds: false, said: `${nameOf(value)} has no value` };
  }
  const [one, other] = [left as Scalar, right as Scalar];
  return {
    holds: holds(one, is, other),
    said: `${JSON.stringify(one)} ${is} ${JSON.stringify(other)}`,
  };
}

/** Whether a number stands to another one as it should. */
export function compareNumbers(left: number, is: Comparison["is"], right: number): boolean {
  if (is === "=") return left === right;
  if (is === "!=") return left !== right;
  if (is === "<") return left < right;
  if (is === "<=") return left <= right;
  return is === ">" ? left > right : left >= right;
}

function holds(left: Scalar, is: Comparison["is"], right: Scalar): boolean {
  if (is === "matches") return expressionOf(String(right)).test(String(left));
  const [one, other] = [numberOf(left), numberOf(right)];
  if (one !== undefined && other !== undefined) return compareNumbers(one, is, other);
  if (is === "=") return String(left) === String(right);
  if (is === "!=") return String(left) !== String(right);
  const odd = JSON.stringify(one === undefined ? left : right);
  throw new NetopsError("CONFIG_INVALID", `Cannot compare by ${is} as ${odd} is no number`, {
    fix: "compare texts by =, != or matches",
  });
}

function numberOf(value: Scalar): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return typeof value === "string" && NUMBER.test(value.trim()) ? Number(value) : undefined;
}

/** Reads a regular expression of a pipeline. @throws {NetopsError} CONFIG_INVALID */
export function expressionOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new NetopsError("CONFIG_INVALID", `Cannot read "${text}" as a regular expression`, {
      cause,
    });
  }
}
