import { type Expr, type Subquery, type TimeModifiers, typeOf } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { atMsOf } from "./selection.ts";
import { offsetMsOf } from "./resolve_duration.ts";

/** When a selector looks: at a fixed time or at that of the step, so much earlier. */
export interface Reference {
  readonly atMs?: number;
  readonly offsetMs: number;
}

/** The time of evaluation. */
const NOW: Reference = { offsetMs: 0 };

/**
 * When all selectors of an expression look, if they look at one time; else the time of evaluation.
 *
 * Labels that `info` adds are those of that time.
 */
export function sharedReference(expr: Expr, evaluation: Evaluation): Reference {
  const walk = new ReferenceWalk(evaluation);
  walk.visit(expr, []);
  const [first, ...rest] = walk.found;
  if (first === undefined || walk.isFree) return NOW;
  return rest.every((other) => isEqual(first, other)) ? first : NOW;
}

function isEqual(one: Reference, other: Reference): boolean {
  if (one.atMs === undefined || other.atMs === undefined) {
    return one.atMs === other.atMs && one.offsetMs === other.offsetMs;
  }
  return one.atMs - one.offsetMs === other.atMs - other.offsetMs;
}

class ReferenceWalk {
  readonly found: Reference[] = [];
  /** Whether a vector comes from no selector. */
  isFree = false;
  readonly #evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  /** Notes the references below an expression; says whether there is any. */
  visit(expr: Expr, outside: readonly Subquery[]): boolean {
    const type = typeOf(expr);
    if (type !== "vector" && type !== "matrix") return false;
    if (expr.kind === "vector") return this.#note(expr, outside);
    if (expr.kind === "matrix") return this.#note(expr.selector, outside);
    const inside = expr.kind === "subquery" ? [...outside, expr] : outside;
    const hasSelector = childrenOf(expr).map((child) => this.visit(child, inside)).includes(true);
    if (!hasSelector) this.isFree = true;
    return hasSelector;
  }

  #note(selector: TimeModifiers, outside: readonly Subquery[]): true {
    const evaluation = this.#evaluation;
    let atMs = atMsOf(selector.at, evaluation);
    let offsetMs = offsetMsOf(selector.offset, evaluation);
    for (const subquery of outside.toReversed()) {
      if (atMs !== undefined) break;
      offsetMs += offsetMsOf(subquery.offset, evaluation);
      atMs = atMsOf(subquery.at, evaluation);
    }
    this.found.push(atMs === undefined ? { offsetMs } : { atMs, offsetMs });
    return true;
  }
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "call":
      return expr.name === "info" ? expr.args.slice(0, 1) : expr.args;
    case "aggregate":
      return expr.parameter === undefined ? [expr.operand] : [expr.operand, expr.parameter];
    case "binary":
      return [expr.left, expr.right];
    case "unary":
    case "paren":
    case "subquery":
      return [expr.operand];
    default:
      return [];
  }
}
