import type { SyntaxNode } from "@lezer/common";
import type { NumberLiteral } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { parseDurationMs, parseNumber } from "./literals.ts";
import { PromqlFailure } from "./promql_error.ts";

/** Reads a number or duration with its sign. */
export function numberOf(node: SyntaxNode, builder: AtomBuilder): NumberLiteral {
  const written = builder.text.slice(node.from, node.to);
  const number = unsignedNumberOf(node, builder);
  return written.startsWith("-") ? { ...number, value: -number.value } : number;
}

/** Reads a number or duration, leaving its sign aside. */
export function unsignedNumberOf(node: SyntaxNode, builder: AtomBuilder): NumberLiteral {
  const written = builder.text.slice(node.from, node.to).replace(/^[-+]\s*(#.*\n\s*)*/, "");
  const span = { start: node.to - written.length, end: node.to };
  const isDuration = /^\d+(ms|[smhdwy])/.test(written);
  try {
    const value = isDuration ? parseDurationMs(written) / 1000 : parseNumber(written);
    return { kind: "number", value, isDuration, span };
  } catch (error) {
    if (!(error instanceof PromqlFailure)) throw error;
    builder.complaints.add(span, error.message);
    return { kind: "number", value: 0, isDuration, span };
  }
}
