import { type Expr, withoutParens } from "../language/ast.ts";

/** Functions whose result depends on the time of evaluation, whatever their arguments are. */
const TIMELY: ReadonlySet<string> = new Set([
  "days_in_month",
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "hour",
  "minute",
  "month",
  "year",
  "predict_linear",
  "time",
  "timestamp",
]);

/** The parts of an expression that have one value at all steps, so are evaluated once. */
export function invariantsOf(expr: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  visit(expr, found);
  return found;
}

function visit(expr: Expr, found: Set<Expr>): boolean {
  const isInvariant = isInvariantNode(expr, found);
  if (isInvariant) found.add(expr);
  return isInvariant;
}

function isInvariantNode(expr: Expr, found: Set<Expr>): boolean {
  switch (expr.kind) {
    case "number":
    case "string":
      return true;
    case "vector":
      return expr.at !== undefined;
    case "matrix":
      return expr.selector.at !== undefined;
    case "subquery":
      visit(expr.operand, found);
      return expr.at !== undefined;
    case "unary":
    case "paren":
      return visit(expr.operand, found);
    case "binary":
      return all([expr.left, expr.right], found);
    case "aggregate":
      return all(
        expr.parameter === undefined ? [expr.operand] : [expr.operand, expr.parameter],
        found,
      );
    case "call": {
      const areArgs = all(expr.args, found);
      if (expr.name === "info") return false; // it looks for labels at the time of the step
      if (!TIMELY.has(expr.name)) return areArgs;
      const [arg] = expr.args;
      return expr.name === "timestamp" && areArgs && arg !== undefined &&
        withoutParens(arg).kind === "vector";
    }
  }
}

function all(exprs: readonly Expr[], found: Set<Expr>): boolean {
  // Every part is visited, also behind the first that varies.
  return exprs.map((expr) => visit(expr, found)).every((isInvariant) => isInvariant);
}
