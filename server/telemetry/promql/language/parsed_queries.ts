import { type ParsedPromql, parsePromql } from "./parse_promql.ts";

/** Remembers the newest parsed queries, so that a dashboard's are parsed once. */
export class ParsedQueries {
  readonly #capacity: number;
  readonly #known = new Map<string, ParsedPromql>();

  /** Keeps at most `capacity` queries, 1 or more. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Parses a query, or finds it parsed. */
  parse(text: string): ParsedPromql {
    const known = this.#known.get(text) ?? parsePromql(text);
    this.#known.delete(text); // so the one used last stays longest
    this.#known.set(text, known);
    if (this.#known.size > this.#capacity) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return known;
  }
}
