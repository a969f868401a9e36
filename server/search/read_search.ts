import { NetopsError } from "@netops/core";

/** What a search asks for. */
export interface SearchQuery {
  readonly query: string;
  readonly limit: number;
}

const LIMIT = 20;
const MOST = 50;

/** Reads the query of a search: `q`, and `limit` from 1 to 50 (20). @throws {NetopsError} */
export function readSearch(query: URLSearchParams): SearchQuery {
  const text = query.get("limit") ?? String(LIMIT);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1) {
    throw new NetopsError("REQUEST_INVALID", "Cannot take the limit as it is no number");
  }
  return { query: query.get("q") ?? "", limit: Math.min(limit, MOST) };
}
