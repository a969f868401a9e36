import type { SyntaxNode } from "@lezer/common";

/** A run of an expression in the order it is written: the grammar's own tree does not bind postfixes tightly. */
export type Item =
  | { readonly kind: "sign"; readonly node: SyntaxNode; readonly sign: "+" | "-" }
  | { readonly kind: "atom"; readonly node: SyntaxNode }
  | { readonly kind: "postfix"; readonly node: SyntaxNode }
  | {
    readonly kind: "operator";
    readonly node: SyntaxNode;
    readonly modifiers: readonly SyntaxNode[];
  };

const POSTFIXES: ReadonlySet<string> = new Set([
  "MatrixSelector",
  "SubqueryExpr",
  "OffsetExpr",
  "StepInvariantExpr",
  "AnchoredExpr",
  "SmoothedExpr",
]);

const MODIFIERS: ReadonlySet<string> = new Set([
  "BoolModifier",
  "MatchingModifierClause",
  "FillModifier",
]);

/**
 * Lists what an expression is made of, outside parentheses, in the order of the text.
 *
 * The published grammar reads `a + b[5m]` as `(a + b)[5m]` and `-1 ^ 2` as `(-1) ^ 2`; Prometheus does
 * not. So the tree gives the words and `buildExpr` binds them.
 */
export function flatten(node: SyntaxNode, text: string): Item[] {
  const items: Item[] = [];
  collect(node, text, items);
  return items;
}

function collect(node: SyntaxNode, text: string, items: Item[]): void {
  if (node.name === "BinaryExpr") return collectBinary(node, text, items);
  if (node.name === "UnaryExpr") {
    const [operator, operand] = childrenOf(node);
    if (operator !== undefined) items.push(signOf(operator, text));
    if (operand !== undefined) collect(operand, text, items);
    return;
  }
  if (POSTFIXES.has(node.name)) {
    const [operand] = childrenOf(node);
    if (operand !== undefined) collect(operand, text, items);
    items.push({ kind: "postfix", node });
    return;
  }
  if (node.name === "NumberDurationLiteral" && /[-+]/.test(text[node.from] ?? "")) {
    items.push(signOf(node, text));
  }
  items.push({ kind: "atom", node });
}

function collectBinary(node: SyntaxNode, text: string, items: Item[]): void {
  const [left, operator, ...rest] = childrenOf(node);
  const right = rest.at(-1);
  if (left === undefined || operator === undefined || right === undefined) return;
  collect(left, text, items);
  const modifiers = rest.filter((child) => MODIFIERS.has(child.name));
  items.push({ kind: "operator", node: operator, modifiers });
  collect(right, text, items);
}

function signOf(node: SyntaxNode, text: string): Item {
  return { kind: "sign", node, sign: text[node.from] === "-" ? "-" : "+" };
}

/** The children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}
