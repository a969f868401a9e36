import type { SyntaxNode } from "@lezer/common";
import type { LabelMatcher } from "../../model/matcher.ts";
import { METRIC_NAME } from "../../model/label_set.ts";
import { compileRegex } from "../regex/mod.ts";
import type { VectorSelector } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { childrenOf } from "./flatten.ts";
import { quote, unquote } from "./literals.ts";
import { PromqlFailure } from "./promql_error.ts";

/** Reads the labels of `by (…)`, `on (…)` and their kin. */
export function groupingLabels(node: SyntaxNode, builder: AtomBuilder): string[] {
  return childrenOf(node).map((child) => {
    const written = builder.text.slice(child.from, child.to);
    if (child.name !== "QuotedLabelName") return written;
    const name = unquote(written);
    const span = { start: child.from, end: child.to };
    if (name === "") {
      builder.complaints.add(span, `invalid label name for grouping: ${quote(name)}`);
    }
    return name;
  });
}

/** Reads `name{label="value", "quoted name"}`. */
export function vectorSelector(node: SyntaxNode, builder: AtomBuilder): VectorSelector {
  const span = { start: node.from, end: node.to };
  const identifier = node.getChild("Identifier");
  const braces = node.getChild("LabelMatchers");
  const matchers = braces === null
    ? []
    : childrenOf(braces).map((child) => labelMatcher(child, builder));
  if (identifier === null) return { kind: "vector", matchers, span };
  const name = builder.text.slice(identifier.from, identifier.to);
  return {
    kind: "vector",
    name,
    matchers: [...matchers, { name: METRIC_NAME, type: "=", value: name }],
    span,
  };
}

function labelMatcher(node: SyntaxNode, builder: AtomBuilder): LabelMatcher {
  const read = (child: SyntaxNode | undefined) =>
    child === undefined ? "" : builder.text.slice(child.from, child.to);
  if (node.name === "QuotedLabelName") {
    return { name: METRIC_NAME, type: "=", value: unquote(read(node)) };
  }
  const [label, operator, value] = childrenOf(node);
  const name = node.name === "QuotedLabelMatcher" ? unquote(read(label)) : read(label);
  const matcher: LabelMatcher = {
    name,
    type: read(operator) as LabelMatcher["type"],
    value: unquote(read(value)),
  };
  if (matcher.type === "=~" || matcher.type === "!~") checkRegex(matcher, node, builder);
  return matcher;
}

function checkRegex(matcher: LabelMatcher, node: SyntaxNode, builder: AtomBuilder): void {
  try {
    compileRegex(matcher.value);
  } catch (error) {
    if (!(error instanceof PromqlFailure)) throw error;
    builder.complaints.add({ start: node.from, end: node.to }, error.message);
  }
}
