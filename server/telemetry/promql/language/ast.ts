import type { LabelMatcher } from "../../model/matcher.ts";
import type { FunctionSignature } from "./signatures.ts";
import type { Span } from "./span.ts";
import type { ValueType } from "./value_type.ts";

export type { ValueType } from "./value_type.ts";

/** A number, or a duration standing for its seconds. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  /** True when it was written as a duration, `5m`. */
  readonly isDuration: boolean;
  readonly span: Span;
}

/** A quoted text. */
export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

/** Arithmetic on durations, `5m + step()`; a literal's value is in seconds. */
export type DurationExpr =
  | { readonly kind: "literal"; readonly number: NumberLiteral }
  | { readonly kind: "context"; readonly name: "step" | "range"; readonly span: Span }
  | { readonly kind: "negation"; readonly operand: DurationExpr; readonly span: Span }
  | { readonly kind: "paren"; readonly operand: DurationExpr; readonly span: Span }
  | {
    readonly kind: "operation";
    readonly operator: "+" | "-" | "*" | "/" | "%" | "^" | "min_of" | "max_of";
    readonly left: DurationExpr;
    readonly right: DurationExpr;
    readonly span: Span;
  };

/** The `@` of a selector: a fixed time, or one end of the query's range. */
export type AtModifier =
  | { readonly kind: "time"; readonly timeMs: number }
  | { readonly kind: "start" | "end" };

/** What may stand behind a selector or subquery. */
export interface TimeModifiers {
  readonly offset?: DurationExpr;
  readonly at?: AtModifier;
}

/** `name{label="value"} offset 5m @ 7`. */
export interface VectorSelector extends TimeModifiers {
  readonly kind: "vector";
  /** The metric name before the braces or quoted within; absent when only matchers say it. */
  readonly name?: string;
  /** All conditions, that of the name included. */
  readonly matchers: readonly LabelMatcher[];
  /** The extended selectors of Prometheus 3, which look beyond the range's ends. */
  readonly edges?: "anchored" | "smoothed";
  readonly span: Span;
}

/** `selector[5m]`; time modifiers are its selector's. */
export interface MatrixSelector {
  readonly kind: "matrix";
  readonly selector: VectorSelector;
  readonly range: DurationExpr;
  readonly span: Span;
}

/** `expression[1h:5m]`; without a step the evaluator's default counts. */
export interface Subquery extends TimeModifiers {
  readonly kind: "subquery";
  readonly operand: Expr;
  readonly range: DurationExpr;
  readonly step?: DurationExpr;
  readonly span: Span;
}

/** `function(arguments)`. */
export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly signature: FunctionSignature;
  readonly args: readonly Expr[];
  readonly span: Span;
}

/** Operators that make few series of many. */
export type AggregateOperator =
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "count"
  | "group"
  | "stddev"
  | "stdvar"
  | "topk"
  | "bottomk"
  | "quantile"
  | "count_values"
  | "limitk"
  | "limit_ratio";

/** `sum by (labels) (operand)`. */
export interface Aggregate {
  readonly kind: "aggregate";
  readonly operator: AggregateOperator;
  readonly operand: Expr;
  readonly parameter?: Expr;
  readonly labels: readonly string[];
  readonly isWithout: boolean;
  readonly span: Span;
}

/** Operators between two operands. */
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "^"
  | "atan2"
  | "=="
  | "!="
  | ">"
  | "<"
  | ">="
  | "<="
  | "and"
  | "or"
  | "unless"
  | "</"
  | ">/";

/** How series of two vectors find each other. */
export interface VectorMatching {
  readonly cardinality: "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
  readonly labels: readonly string[];
  /** True for `on`, false for `ignoring` or nothing. */
  readonly isOn: boolean;
  /** Labels of the "one" side that the result takes over. */
  readonly include: readonly string[];
  readonly fillLeft?: number;
  readonly fillRight?: number;
}

/** `left operator right`. */
export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly isBool: boolean;
  /** As written; what it means between scalars is nothing. */
  readonly matching: VectorMatching;
  readonly span: Span;
}

/** `-operand`. */
export interface Unary {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly operand: Expr;
  readonly span: Span;
}

/** `(operand)`. */
export interface Paren {
  readonly kind: "paren";
  readonly operand: Expr;
  readonly span: Span;
}

/** Any expression of PromQL. */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren;

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", ">", "<", ">=", "<="]);
const SETS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

/** Says whether an operator compares. */
export function isComparison(operator: BinaryOperator): boolean {
  return COMPARISONS.has(operator);
}

/** Says whether an operator works on sets of series. */
export function isSetOperator(operator: BinaryOperator): boolean {
  return SETS.has(operator);
}

/** The type of an expression's value. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "vector":
    case "aggregate":
      return "vector";
    case "matrix":
    case "subquery":
      return "matrix";
    case "call":
      return expr.signature.result;
    case "unary":
    case "paren":
      return typeOf(expr.operand);
    case "binary":
      return typeOf(expr.left) === "scalar" && typeOf(expr.right) === "scalar"
        ? "scalar"
        : "vector";
  }
}

/** The expression without parentheses around it. */
export function withoutParens(expr: Expr): Expr {
  return expr.kind === "paren" ? withoutParens(expr.operand) : expr;
}
