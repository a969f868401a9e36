/** A path that cannot be read. */
export class JsonPathProblem extends Error {
  override readonly name = "JsonPathProblem";
}

/** One word of a path. */
export interface Token {
  readonly kind: "punctuation" | "keyword" | "name" | "string" | "number" | "end";
  readonly text: string;
}

const PUNCTUATION = /\.\.|>=|<=|!=|[@$.*=><{}[\]:,()?]/y;
const NAME = /[_A-Za-z][_A-Za-z0-9]*/y;
// deno-lint-ignore no-control-regex -- JSON texts may not hold control characters
const STRING = /"(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[^"\\\u0000-\u001f])*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[Ee][+-]?(?:0|[1-9][0-9]*))?/y;
const SPACE = /[ \t\n\r]+/y;
const KEYWORDS: ReadonlySet<string> = new Set(["and", "or", "not", "true", "false", "null"]);

/**
 * Cuts a path into words, as the Chaos Toolkit's jsonpath2 does.
 *
 * @throws {JsonPathProblem} at a character that begins no word.
 */
export function tokenize(path: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < path.length;) {
    const take = (pattern: RegExp) => {
      pattern.lastIndex = at;
      return pattern.exec(path)?.[0];
    };
    const space = take(SPACE);
    const token = space === undefined ? tokenAt(take) : undefined;
    if (token !== undefined) tokens.push(token);
    const length = space?.length ?? token?.text.length;
    if (length === undefined) throw new JsonPathProblem(`Cannot read the path at column ${at + 1}`);
    at += length;
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}

function tokenAt(take: (pattern: RegExp) => string | undefined): Token | undefined {
  const name = take(NAME);
  if (name !== undefined) return { kind: KEYWORDS.has(name) ? "keyword" : "name", text: name };
  const text = take(STRING);
  if (text !== undefined) return { kind: "string", text };
  const number = take(NUMBER);
  if (number !== undefined) return { kind: "number", text: number };
  const mark = take(PUNCTUATION);
  return mark === undefined ? undefined : { kind: "punctuation", text: mark };
}
