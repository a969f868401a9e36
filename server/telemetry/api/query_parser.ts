import type { LabelMatcher } from "../model/matcher.ts";
import { ParsedQueries, parseSelector, type PromqlQuery } from "../promql/mod.ts";
import { badParameter } from "./api_error.ts";

const MOST_KEPT = 500;

/** Parses what requests ask, with failures in the form of the API. */
export class QueryParser {
  readonly #queries = new ParsedQueries(MOST_KEPT);

  /** Parses a query. @throws {ApiError} bad_data with the place where it goes wrong */
  parse(text: string): PromqlQuery {
    const parsed = this.#queries.parse(text);
    if ("query" in parsed) return parsed.query;
    throw badParameter("query", parsed.error.message);
  }

  /** Reads the selectors of `match[]`. @throws {ApiError} bad_data when one is no selector */
  selectors(texts: readonly string[]): (readonly LabelMatcher[])[] {
    return texts.map((text) => {
      const parsed = parseSelector(text);
      if ("matchers" in parsed) return parsed.matchers;
      throw badParameter("match[]", parsed.error.message);
    });
  }
}
