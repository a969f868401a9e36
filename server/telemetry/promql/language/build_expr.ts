import type { SyntaxNode } from "@lezer/common";
import type { BinaryOperator, Expr, VectorMatching } from "./ast.ts";
import type { AtomBuilder } from "./atom_builder.ts";
import { buildAtom } from "./build_atom.ts";
import { applyPostfix } from "./build_postfix.ts";
import type { Complaints } from "./complaints.ts";
import { childrenOf, flatten, type Item } from "./flatten.ts";
import { groupingLabels } from "./build_labels.ts";
import { numberOf } from "./build_number.ts";

/** How tightly operators bind; a sign binds like `*`, and only `^` goes from right to left. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  "or": 1,
  "and": 2,
  "unless": 2,
  "==": 3,
  "!=": 3,
  ">": 3,
  "<": 3,
  ">=": 3,
  "<=": 3,
  "</": 3,
  ">/": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  "atan2": 5,
  "^": 6,
};
const ABOVE_SIGN = PRECEDENCE["^"];

/** Makes the expression of a grammar's node; what is wrong goes to `complaints`. */
export function buildExpr(node: SyntaxNode, text: string, complaints: Complaints): Expr {
  return new Climber(node, text, complaints).expression(0);
}

/** Binds a run of words by the strength of their operators. */
class Climber implements AtomBuilder {
  readonly text: string;
  readonly complaints: Complaints;
  readonly #items: readonly Item[];
  #at = 0;

  constructor(node: SyntaxNode, text: string, complaints: Complaints) {
    this.text = text;
    this.complaints = complaints;
    this.#items = flatten(node, text);
  }

  /** Builds an expression in parentheses or among arguments, which binds anew. */
  build(node: SyntaxNode): Expr {
    return buildExpr(node, this.text, this.complaints);
  }

  expression(lowest: number): Expr {
    let left = this.#signed();
    for (;;) {
      const item = this.#items[this.#at];
      if (item?.kind !== "operator") return left;
      const operator = operatorOf(this.text.slice(item.node.from, item.node.to));
      const strength = PRECEDENCE[operator];
      if (strength < lowest) return left;
      this.#at++;
      const right = this.expression(operator === "^" ? strength : strength + 1);
      left = {
        kind: "binary",
        operator,
        left,
        right,
        isBool: item.modifiers.some((modifier) => modifier.name === "BoolModifier"),
        matching: this.#matching(operator, item.modifiers),
        span: { start: left.span.start, end: right.span.end },
      };
    }
  }

  #signed(): Expr {
    const item = this.#items[this.#at];
    if (item?.kind !== "sign") return this.#postfixed();
    this.#at++;
    const operand = this.expression(ABOVE_SIGN);
    const span = { start: item.node.from, end: operand.span.end };
    if (operand.kind === "number") {
      return { ...operand, value: item.sign === "-" ? -operand.value : operand.value, span };
    }
    return { kind: "unary", operator: item.sign, operand, span };
  }

  #postfixed(): Expr {
    const item = this.#items[this.#at++];
    if (item === undefined) throw new RangeError("An expression of the grammar has no operand");
    let expr = buildAtom(item.node, this);
    for (let next = this.#items[this.#at]; next?.kind === "postfix"; next = this.#items[this.#at]) {
      expr = applyPostfix(expr, next.node, this);
      this.#at++;
    }
    return expr;
  }

  #matching(operator: BinaryOperator, modifiers: readonly SyntaxNode[]): VectorMatching {
    const isSet = operator === "and" || operator === "or" || operator === "unless";
    let matching: VectorMatching = {
      cardinality: isSet ? "many-to-many" : "one-to-one",
      labels: [],
      isOn: false,
      include: [],
    };
    for (const modifier of modifiers) {
      if (modifier.name === "MatchingModifierClause") {
        matching = { ...matching, ...this.#clause(modifier) };
      }
      if (modifier.name === "FillModifier") matching = { ...matching, ...this.#fills(modifier) };
    }
    return matching;
  }

  #clause(node: SyntaxNode): Partial<VectorMatching> {
    const children = childrenOf(node);
    const lists = children.filter((child) => child.name === "GroupingLabels")
      .map((child) => groupingLabels(child, this));
    const group = children.find((child) =>
      child.name.startsWith("Group") && child !== undefined &&
      child.name !== "GroupingLabels"
    );
    return {
      labels: lists[0] ?? [],
      isOn: children[0]?.name === "On",
      include: lists[1] ?? [],
      ...(group === undefined ? {} : {
        cardinality: group.name === "GroupLeft" ? "many-to-one" : "one-to-many",
      }),
    };
  }

  #fills(node: SyntaxNode): Partial<VectorMatching> {
    let fills: Partial<VectorMatching> = {};
    for (const clause of childrenOf(node)) {
      const literal = childrenOf(clause).find((child) => child.name === "NumberDurationLiteral");
      if (literal === undefined) continue;
      const { value } = numberOf(literal, this);
      if (clause.name !== "FillRightClause") fills = { ...fills, fillLeft: value };
      if (clause.name !== "FillLeftClause") fills = { ...fills, fillRight: value };
    }
    return fills;
  }
}

function operatorOf(text: string): BinaryOperator {
  const operator = text.toLowerCase();
  if (Object.hasOwn(PRECEDENCE, operator)) return operator as BinaryOperator;
  throw new RangeError(`The grammar has an operator ${text} that this builder does not know`);
}
