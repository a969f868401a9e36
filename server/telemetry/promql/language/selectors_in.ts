import type { Expr, VectorSelector } from "./ast.ts";

/** Every selector of an expression, in the order of the text. */
export function selectorsIn(expr: Expr): VectorSelector[] {
  switch (expr.kind) {
    case "vector":
      return [expr];
    case "matrix":
      return [expr.selector];
    case "call":
      return expr.args.flatMap(selectorsIn);
    case "aggregate":
      return [
        ...(expr.parameter === undefined ? [] : selectorsIn(expr.parameter)),
        ...selectorsIn(expr.operand),
      ];
    case "binary":
      return [...selectorsIn(expr.left), ...selectorsIn(expr.right)];
    case "unary":
    case "paren":
    case "subquery":
      return selectorsIn(expr.operand);
    default:
      return [];
  }
}
