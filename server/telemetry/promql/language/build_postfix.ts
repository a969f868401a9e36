import type { SyntaxNode } from "@lezer/common";
import type { AtModifier, DurationExpr, Expr, Subquery, VectorSelector } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { buildDuration, literalSeconds } from "./build_duration.ts";
import { numberOf } from "./build_number.ts";
import { childrenOf } from "./flatten.ts";
import type { Span } from "./span.ts";

/** Applies `[5m]`, `[1h:5m]`, `offset`, `@`, `anchored` or `smoothed` to what stands before it. */
export function applyPostfix(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  switch (node.name) {
    case "MatrixSelector":
      return range(operand, node, builder);
    case "SubqueryExpr":
      return subquery(operand, node, builder);
    case "OffsetExpr":
      return offset(operand, node, builder);
    case "StepInvariantExpr":
      return at(operand, node, builder);
    default:
      return edges(operand, node, builder);
  }
}

function range(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  const [, written] = childrenOf(node);
  const length = written === undefined ? undefined : positive(written, builder);
  const bracket = { start: builder.text.lastIndexOf("[", written?.from), end: node.to };
  if (operand.kind !== "vector") {
    builder.complaints.add(bracket, "ranges only allowed for vector selectors");
    return operand;
  }
  if (operand.offset !== undefined) {
    builder.complaints.add(bracket, "no offset modifiers allowed before range");
  } else if (operand.at !== undefined) {
    builder.complaints.add(bracket, "no @ modifiers allowed before range");
  }
  const span = { start: operand.span.start, end: node.to };
  return length === undefined
    ? operand
    : { kind: "matrix", selector: operand, range: length, span };
}

function subquery(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  const [, rangeNode, stepNode] = childrenOf(node);
  if (rangeNode === undefined) return operand;
  return {
    kind: "subquery",
    operand,
    range: positive(rangeNode, builder),
    ...(stepNode === undefined ? {} : { step: positive(stepNode, builder) }),
    span: { start: operand.span.start, end: node.to },
  };
}

function positive(node: SyntaxNode, builder: AtomBuilder): DurationExpr {
  const duration = buildDuration(node, builder);
  const seconds = literalSeconds(duration);
  if (seconds !== undefined && !(seconds > 0)) {
    const span = { start: node.from, end: node.to };
    builder.complaints.add(span, "duration must be greater than 0");
  }
  return duration;
}

function offset(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  const written = node.getChild("OffsetDurationExpr");
  if (written === null) return operand;
  const duration = buildDuration(written, builder);
  const seconds = literalSeconds(duration);
  const what = "offset modifier must be preceded by an instant vector selector or range vector " +
    "selector or a subquery";
  return modify(operand, { builder, what, end: node.to }, (target) => {
    if (target.offset !== undefined) {
      builder.complaints.add(operand.span, "offset may not be set multiple times");
    }
    return seconds === 0 ? {} : { offset: duration };
  });
}

function at(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  const modifier = atModifier(node, operand.span, builder);
  const what = "@ modifier must be preceded by an instant vector selector or range vector " +
    "selector or a subquery";
  return modify(operand, { builder, what, end: node.to }, (target) => {
    if (target.at !== undefined) {
      builder.complaints.add(operand.span, "@ <timestamp> may not be set multiple times");
    }
    return { at: modifier };
  });
}

function atModifier(node: SyntaxNode, span: Span, builder: AtomBuilder): AtModifier {
  const preprocessor = node.getChild("AtModifierPreprocessors");
  if (preprocessor !== null) {
    const word = builder.text.slice(preprocessor.from, preprocessor.to).toLowerCase();
    return { kind: word === "start" ? "start" : "end" };
  }
  const literal = childrenOf(node).findLast((child) => child.name === "NumberDurationLiteral");
  const seconds = literal === undefined ? 0 : numberOf(literal, builder).value;
  if (!(Math.abs(seconds) < 2 ** 63)) {
    const written = Number.isNaN(seconds) ? "NaN" : seconds > 0 ? "+Inf" : "-Inf";
    const shown = Number.isFinite(seconds) ? `${BigInt(seconds)}.000000` : written;
    builder.complaints.add(span, `timestamp out of bounds for @ modifier: ${shown}`);
  }
  return { kind: "time", timeMs: Math.round(seconds * 1000) };
}

interface Modification {
  readonly builder: AtomBuilder;
  /** The complaint when the operand takes no modifier. */
  readonly what: string;
  readonly end: number;
}

type Target = VectorSelector | Subquery;

function modify(
  operand: Expr,
  { builder, what, end }: Modification,
  change: (target: Target) => Partial<Pick<Target, "offset" | "at">>,
): Expr {
  const span = { start: operand.span.start, end };
  if (operand.kind === "vector" || operand.kind === "subquery") {
    return { ...operand, ...change(operand), span };
  }
  if (operand.kind === "matrix") {
    return { ...operand, selector: { ...operand.selector, ...change(operand.selector) }, span };
  }
  builder.complaints.add(operand.span, what);
  return operand;
}

function edges(operand: Expr, node: SyntaxNode, builder: AtomBuilder): Expr {
  const word = node.name === "AnchoredExpr" ? "anchored" : "smoothed";
  const selector = operand.kind === "matrix" ? operand.selector : operand;
  if (selector.kind !== "vector") {
    const message = selector.kind === "subquery"
      ? `${word} modifier is not supported for subqueries`
      : `${word} modifier not implemented`;
    builder.complaints.add(operand.span, message);
    return operand;
  }
  if (selector.edges !== undefined && selector.edges !== word) {
    const message = "anchored and smoothed modifiers cannot be used together";
    builder.complaints.add(operand.span, message);
  }
  const changed = { ...selector, edges: word } as const;
  return operand.kind === "matrix" ? { ...operand, selector: changed } : changed;
}
