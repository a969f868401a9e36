import type { BinaryOperator } from "../language/ast.ts";

/** `^` as IEEE 754 has it: 1 to any power and −1 to ±Inf are 1, which JavaScript calls NaN. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

/** The larger of two; +Inf wins against NaN. */
export function larger(one: number, other: number): number {
  return one === Infinity || other === Infinity ? Infinity : Math.max(one, other);
}

/** The smaller of two; −Inf wins against NaN. */
export function smaller(one: number, other: number): number {
  return one === -Infinity || other === -Infinity ? -Infinity : Math.min(one, other);
}

/** The computation of an arithmetic operator; undefined for others. */
export function arithmeticOf(
  operator: BinaryOperator,
): ((left: number, right: number) => number) | undefined {
  switch (operator) {
    case "+":
      return (left, right) => left + right;
    case "-":
      return (left, right) => left - right;
    case "*":
      return (left, right) => left * right;
    case "/":
      return (left, right) => left / right;
    case "%":
      return (left, right) => left % right;
    case "^":
      return power;
    case "atan2":
      return Math.atan2;
    default:
      return undefined;
  }
}

/** The test of a comparing operator; undefined for others. */
export function comparisonOf(
  operator: BinaryOperator,
): ((left: number, right: number) => boolean) | undefined {
  switch (operator) {
    case "==":
      return (left, right) => left === right;
    case "!=":
      return (left, right) => left !== right;
    case ">":
      return (left, right) => left > right;
    case "<":
      return (left, right) => left < right;
    case ">=":
      return (left, right) => left >= right;
    case "<=":
      return (left, right) => left <= right;
    default:
      return undefined;
  }
}
