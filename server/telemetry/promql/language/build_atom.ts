import type { SyntaxNode } from "@lezer/common";
import type { Aggregate, AggregateOperator, Call, Expr } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { groupingLabels, vectorSelector } from "./build_labels.ts";
import { unsignedNumberOf } from "./build_number.ts";
import { childrenOf } from "./flatten.ts";
import { unquote } from "./literals.ts";
import { SIGNATURES } from "./signatures.ts";

const WITH_PARAMETER: ReadonlySet<string> = new Set([
  "topk",
  "bottomk",
  "quantile",
  "count_values",
  "limitk",
  "limit_ratio",
]);

/** Builds what binds by itself: a literal, selector, call, aggregation or parenthesis. */
export function buildAtom(node: SyntaxNode, builder: AtomBuilder): Expr {
  const span = { start: node.from, end: node.to };
  switch (node.name) {
    case "NumberDurationLiteral":
      return unsignedNumberOf(node, builder);
    case "StringLiteral":
      return { kind: "string", value: unquote(builder.text.slice(node.from, node.to)), span };
    case "VectorSelector":
      return vectorSelector(node, builder);
    case "ParenExpr": {
      const [operand] = childrenOf(node);
      if (operand !== undefined) return { kind: "paren", operand: builder.build(operand), span };
      break;
    }
    case "FunctionCall":
      return call(node, builder);
    case "AggregateExpr":
      return aggregate(node, builder);
  }
  throw new RangeError(`The grammar has a node ${node.name} that this builder does not know`);
}

function call(node: SyntaxNode, builder: AtomBuilder): Expr {
  const [identifier, body] = childrenOf(node);
  const span = { start: node.from, end: node.to };
  const name = identifier === undefined ? "" : builder.text.slice(identifier.from, identifier.to);
  const signature = SIGNATURES.get(name);
  if (signature === undefined) {
    builder.complaints.add(span, `unknown function with name "${name}"`);
    return { kind: "number", value: 0, isDuration: false, span };
  }
  const args = body === undefined ? [] : childrenOf(body).map((child) => builder.build(child));
  return { kind: "call", name, signature, args, span } satisfies Call;
}

function aggregate(node: SyntaxNode, builder: AtomBuilder): Expr {
  const span = { start: node.from, end: node.to };
  const read = (child: SyntaxNode | null) =>
    child === null ? "" : builder.text.slice(child.from, child.to);
  const operator = read(node.getChild("AggregateOp")).toLowerCase() as AggregateOperator;
  const body = node.getChild("FunctionCallBody");
  const args = body === null ? [] : childrenOf(body).map((child) => builder.build(child));
  const modifier = node.getChild("AggregateModifier");
  const list = modifier?.getChild("GroupingLabels") ?? null;
  const wanted = WITH_PARAMETER.has(operator) ? 2 : 1;
  const [operand] = args.slice(wanted - 1);
  if (args.length !== wanted || operand === undefined) {
    const message = args.length === 0
      ? "no arguments for aggregate expression provided"
      : `wrong number of arguments for aggregate expression provided, expected ${wanted}, ` +
        `got ${args.length}`;
    builder.complaints.add(span, message);
    return { kind: "number", value: 0, isDuration: false, span };
  }
  const [parameter] = args;
  return {
    kind: "aggregate",
    operator,
    operand,
    ...(wanted === 2 && parameter !== undefined ? { parameter } : {}),
    labels: list === null ? [] : groupingLabels(list, builder),
    isWithout: modifier?.getChild("Without") !== null && modifier !== null,
    span,
  } satisfies Aggregate;
}
