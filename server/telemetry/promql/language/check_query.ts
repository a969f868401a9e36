import { parsePromql } from "./parse_promql.ts";

/** What a query gives, or why it cannot be asked, in the words of the parser: `1:4: parse error: …`. */
export type QueryCheck =
  | { readonly type: "scalar" | "vector" | "matrix" | "string" }
  | { readonly error: string };

/** Checks a query in PromQL without asking it. */
export function checkQuery(text: string): QueryCheck {
  const parsed = parsePromql(text);
  return "error" in parsed ? { error: parsed.error.message } : { type: parsed.query.type };
}
