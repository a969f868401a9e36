import type { SyntaxNode } from "@lezer/common";
import type { DurationExpr } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { numberOf } from "./build_number.ts";
import { childrenOf } from "./flatten.ts";

/** The longest duration in seconds: what fits in 63 bits of nanoseconds. */
export const LONGEST_SECONDS = 2 ** 63 / 1e9;

/** Builds the arithmetic within `[…]` or behind `offset`; a sign before a literal joins it. */
export function buildDuration(node: SyntaxNode, builder: AtomBuilder): DurationExpr {
  const span = { start: node.from, end: node.to };
  if (node.name === "NumberDurationLiteralInDurationContext") return literal(node, builder);
  const children = childrenOf(node);
  const [first, second, third] = children;
  if (first === undefined) return literal(node, builder);
  switch (first.name) {
    case "DurationStep":
      return { kind: "context", name: "step", span };
    case "DurationRange":
      return { kind: "context", name: "range", span };
    case "DurationMinOf":
    case "DurationMaxOf":
      if (second === undefined || third === undefined) break;
      return {
        kind: "operation",
        operator: first.name === "DurationMinOf" ? "min_of" : "max_of",
        left: buildDuration(second, builder),
        right: buildDuration(third, builder),
        span,
      };
    case "UnaryOp":
      if (second === undefined) break;
      return signed(first, second, builder);
  }
  if (second !== undefined && third !== undefined) return operation(children, builder);
  const inner = buildDuration(first, builder);
  const isParen = builder.text[node.from] === "(";
  return isParen ? { kind: "paren", operand: inner, span } : inner;
}

/** The seconds of a duration that is one literal; undefined for arithmetic. */
export function literalSeconds(duration: DurationExpr): number | undefined {
  return duration.kind === "literal" ? duration.number.value : undefined;
}

function literal(node: SyntaxNode, builder: AtomBuilder): DurationExpr {
  const number = numberOf(node, builder);
  if (Math.abs(number.value) > LONGEST_SECONDS || Number.isNaN(number.value)) {
    builder.complaints.add(number.span, "duration out of range");
  }
  return { kind: "literal", number };
}

function signed(sign: SyntaxNode, operandNode: SyntaxNode, builder: AtomBuilder): DurationExpr {
  const operand = buildDuration(operandNode, builder);
  const span = { start: sign.from, end: operandNode.to };
  if (builder.text[sign.from] === "+") return operand;
  if (operand.kind === "literal") {
    return { kind: "literal", number: { ...operand.number, value: -operand.number.value, span } };
  }
  return { kind: "negation", operand, span };
}

function operation(children: readonly SyntaxNode[], builder: AtomBuilder): DurationExpr {
  const [leftNode, operatorNode, rightNode] = children as [SyntaxNode, SyntaxNode, SyntaxNode];
  const operator = builder.text.slice(operatorNode.from, operatorNode.to) as "+";
  const right = buildDuration(rightNode, builder);
  const span = { start: leftNode.from, end: rightNode.to };
  if (literalSeconds(right) === 0 && /[/%]/.test(operator)) {
    const what = /\//.test(operator) ? "division by zero" : "modulo by zero";
    builder.complaints.add({ start: operatorNode.from, end: operatorNode.to }, what);
  }
  return { kind: "operation", operator, left: buildDuration(leftNode, builder), right, span };
}
