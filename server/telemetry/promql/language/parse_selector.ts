import type { LabelMatcher } from "../../model/matcher.ts";
import { parsePromql } from "./parse_promql.ts";
import type { PromqlError } from "./promql_error.ts";

/** The conditions of a series selector, or why there are none. */
export type ParsedSelector =
  | { readonly matchers: readonly LabelMatcher[] }
  | { readonly error: PromqlError };

/** Parses a series selector, as `match[]` has it: `name{label="value"}` and nothing more. */
export function parseSelector(text: string): ParsedSelector {
  const parsed = parsePromql(text);
  if ("error" in parsed) return parsed;
  const { expr } = parsed.query;
  if (expr.kind === "vector" && expr.at === undefined && expr.offset === undefined) {
    return { matchers: expr.matchers };
  }
  const message = "1:1: parse error: only a series selector is allowed";
  return { error: { errorType: "bad_data", message, offset: 0 } };
}
