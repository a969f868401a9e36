import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  isComparison,
  isSetOperator,
  typeOf,
  type ValueType,
  type VectorSelector,
} from "./ast.ts";
import { METRIC_NAME } from "../../model/label_set.ts";
import { compileMatcher } from "../regex/mod.ts";
import type { Complaints } from "./complaints.ts";
import { quote } from "./literals.ts";

/** What users call the types. */
const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "scalar",
  string: "string",
  vector: "instant vector",
  matrix: "range vector",
};

/** Checks that operands have the types that operators and functions take; complains in Prometheus' words. */
export function checkTypes(expr: Expr, complaints: Complaints): ValueType {
  switch (expr.kind) {
    case "aggregate":
      checkAggregate(expr, complaints);
      break;
    case "binary":
      checkBinary(expr, complaints);
      break;
    case "call":
      checkCall(expr, complaints);
      break;
    case "paren":
      checkTypes(expr.operand, complaints);
      break;
    case "unary": {
      const type = checkTypes(expr.operand, complaints);
      if (type === "scalar" || type === "vector") break;
      const message =
        "unary expression only allowed on expressions of type scalar or instant vector, " +
        `got "${NAMES[type]}"`;
      complaints.add(expr.span, message);
      break;
    }
    case "subquery": {
      const type = checkTypes(expr.operand, complaints);
      if (type === "vector") break;
      complaints.add(
        expr.span,
        `subquery is only allowed on instant vector, got ${type} instead`,
      );
      break;
    }
    case "matrix":
      checkSelector(expr.selector, complaints);
      break;
    case "vector":
      checkSelector(expr, complaints);
  }
  return typeOf(expr);
}

function checkAggregate(expr: Aggregate, complaints: Complaints): void {
  expectType(expr.operand, ["vector", "aggregation expression"], complaints);
  if (expr.parameter === undefined) return;
  const wanted = expr.operator === "count_values" ? "string" : "scalar";
  expectType(expr.parameter, [wanted, "aggregation parameter"], complaints);
}

function expectType(
  expr: Expr,
  [wanted, where]: readonly [ValueType, string],
  complaints: Complaints,
): void {
  const type = checkTypes(expr, complaints);
  if (type === wanted) return;
  const message = `expected type ${NAMES[wanted]} in ${where}, got ${NAMES[type]}`;
  complaints.add(expr.span, message);
}

function checkBinary(expr: Binary, complaints: Complaints): void {
  const { operator, matching } = expr;
  const left = checkTypes(expr.left, complaints);
  const right = checkTypes(expr.right, complaints);
  const operatorSpan = { start: expr.left.span.end + 1, end: expr.right.span.start };
  if (expr.isBool && !isComparison(operator)) {
    complaints.add(operatorSpan, "bool modifier can only be used on comparison operators");
  }
  const areScalars = left === "scalar" && right === "scalar";
  if (isComparison(operator) && !expr.isBool && areScalars) {
    complaints.add(operatorSpan, "comparisons between scalars must use BOOL modifier");
  }
  const twice = matching.isOn && matching.labels.find((label) => matching.include.includes(label));
  if (twice) {
    complaints.add(operatorSpan, `label "${twice}" must not occur in ON and GROUP clause at once`);
  }
  for (const [type, side] of [[left, expr.left], [right, expr.right]] as const) {
    if (type === "scalar" || type === "vector") continue;
    const message = "binary expression must contain only scalar and instant vector types";
    complaints.add(side.span, message);
  }
  checkMatching(expr, left === "vector" && right === "vector", complaints);
  if (isSetOperator(operator) && (left === "scalar" || right === "scalar")) {
    const message = `set operator "${operator}" not allowed in binary scalar expression`;
    complaints.add(expr.span, message);
  }
}

function checkMatching(expr: Binary, areVectors: boolean, complaints: Complaints): void {
  const { operator, matching, span } = expr;
  const hasFill = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  if (!areVectors) {
    if (matching.labels.length > 0) {
      complaints.add(span, "vector matching only allowed between instant vectors");
    }
    if (hasFill) {
      complaints.add(span, "filling in missing series only allowed between instant vectors");
    }
    return;
  }
  if (!isSetOperator(operator)) return;
  if (matching.cardinality !== "many-to-many") {
    complaints.add(span, `no grouping allowed for "${operator}" operation`);
  }
  if (hasFill) complaints.add(span, "filling in missing series not allowed for set operators");
}

function checkCall(expr: Call, complaints: Complaints): void {
  const { name, args, signature, span } = expr;
  const count = signature.args.length;
  const least = signature.variadic === 0 ? count : count - 1;
  const most = signature.variadic < 0 ? Infinity : least + signature.variadic;
  if (signature.variadic === 0 && args.length !== count) {
    complaints.add(span, `expected ${count} argument(s) in call to "${name}", got ${args.length}`);
  } else if (args.length < least || args.length > most) {
    const [word, limit] = args.length < least ? ["least", least] : ["most", most];
    const message =
      `expected at ${word} ${limit} argument(s) in call to "${name}", got ${args.length}`;
    complaints.add(span, message);
  }
  if (name === "info") checkInfo(expr, complaints);
  args.forEach((arg, index) => {
    if (index >= count && signature.variadic === 0) return;
    if (name === "info" && index === 1) return;
    const wanted = signature.args[Math.min(index, count - 1)] ?? "vector";
    const type = checkTypes(arg, complaints);
    if (type === wanted) return;
    const message = `expected type ${NAMES[wanted]} in call to function "${name}", got ${
      NAMES[type]
    }`;
    complaints.add(arg.span, message);
  });
}

function checkInfo({ args, span }: Call, complaints: Complaints): void {
  const [, selector] = args;
  if (selector === undefined) return;
  const type = typeOf(selector);
  if (type !== "vector") {
    const message = `expected type instant vector in call to function "info", got ${NAMES[type]}`;
    complaints.add(span, message);
  }
  if (selector.kind !== "vector") {
    complaints.add(selector.span, "expected label selectors only");
  } else if (selector.name !== undefined) {
    const message = "expected label selectors only, got vector selector instead";
    complaints.add(selector.span, message);
  }
}

function checkSelector(selector: VectorSelector, complaints: Complaints): void {
  const { name, matchers, span } = selector;
  if (name !== undefined) {
    const twice = matchers.slice(0, -1).find((matcher) => matcher.name === METRIC_NAME);
    if (twice === undefined) return;
    const message = `metric name must not be set twice: ${quote(name)} or ${quote(twice.value)}`;
    complaints.add(span, message);
    return;
  }
  if (matchers.some((matcher) => !compileMatcher(matcher)(""))) return;
  complaints.add(span, "vector selector must contain at least one non-empty matcher");
}
