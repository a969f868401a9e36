import { parser } from "@prometheus-io/lezer-promql";
import type { Tree } from "@lezer/common";
import { type Expr, typeOf, type ValueType } from "./ast.ts";
import { buildExpr } from "./build_expr.ts";
import { checkTypes } from "./check_types.ts";
import { type Complaint, Complaints } from "./complaints.ts";
import { explainSyntax } from "./explain_syntax.ts";
import type { PromqlError } from "./promql_error.ts";
import { patchText } from "./patch_text.ts";
import { lineAndColumn, NOWHERE } from "./span.ts";

/** A query that was parsed and checked. */
export interface PromqlQuery {
  readonly text: string;
  readonly expr: Expr;
  readonly type: ValueType;
}

/** A parsed query, or why there is none. */
export type ParsedPromql = { readonly query: PromqlQuery } | { readonly error: PromqlError };

/** Without recovery: the first thing wrong ends the parse, so a hostile text costs little. */
const PARSER = parser.configure({ strict: true });

const TOO_DEEP = "query nests too deeply";

/** Parses and checks a query in PromQL; a failure is worded and placed as Prometheus does. */
export function parsePromql(text: string): ParsedPromql {
  try {
    return parse(text);
  } catch (error) {
    // The one thing that a text can do to a recursive builder: exhaust its stack.
    if (!(error instanceof RangeError)) throw error;
    return {
      error: { errorType: "bad_data", message: `1:1: parse error: ${TOO_DEEP}` },
    };
  }
}

function parse(text: string): ParsedPromql {
  const tree = treeOf(text);
  // The grammar takes a text without its closing quote, and escapes that mean nothing.
  const explained = tree === undefined || hasOddText(tree, text) ? explainSyntax(text) : undefined;
  if (explained !== undefined) return { error: parseError(text, explained) };
  // Nothing is wrong with the words; what the grammar does not have is written otherwise for it.
  const { topNode } = tree ?? treeOf(patchText(text)) ?? {};
  if (topNode === undefined) throw new RangeError(TOO_DEEP);
  let node = topNode.firstChild;
  while (node?.name === "LineComment") node = node.nextSibling;
  if (node === null) return { error: parseError(text, noExpression()) };
  const syntax = new Complaints();
  const expr = buildExpr(node, text, syntax);
  const types = new Complaints();
  if (syntax.first === undefined) checkTypes(expr, types);
  const complaint = syntax.first ?? types.first;
  if (complaint !== undefined) return { error: parseError(text, complaint) };
  return { query: { text, expr, type: typeOf(expr) } };
}

/** The grammar's tree; undefined when the grammar stops. */
function treeOf(text: string): Tree | undefined {
  try {
    return PARSER.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function hasOddText(tree: Tree, text: string): boolean {
  let isOdd = false;
  tree.iterate({
    enter({ name, from, to }) {
      if (isOdd || name !== "StringLiteral") return;
      const written = text.slice(from, to);
      isOdd = written.length < 2 || written.at(-1) !== written[0] || /[\\\n]/.test(written);
    },
  });
  return isOdd;
}

function noExpression(): Complaint {
  return { span: NOWHERE, message: "no expression found in input" };
}

function parseError(text: string, { span, message }: Complaint): PromqlError {
  const place = text === "" ? "unknown position" : lineAndColumn(text, span.start);
  return {
    errorType: "bad_data",
    message: `${place}: parse error: ${message}`,
    offset: span.start,
  };
}
