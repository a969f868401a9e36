import { floatValue, intValue, setMember, type Value, type ValueMap } from "../python/value.ts";
import { JsonPathProblem, type Token, tokenize } from "./tokens.ts";
import type { Comparison, Expression, Operand, PathNode, Step, Subscript } from "./tree.ts";

const CALLS: ReadonlySet<string> = new Set([
  "charAt",
  "entries",
  "keys",
  "length",
  "substring",
  "values",
]);
const COMPARISONS: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);

/**
 * Reads a path by the grammar of jsonpath2: `$`-rooted, double quotes, `=` for equality, `and` looser than `or`.
 *
 * @throws {JsonPathProblem}
 * Source: jsonpath2 0.4.5, JSONPath.g4.
 */
export function parsePath(path: string): PathNode {
  return new PathParser(tokenize(path)).whole();
}

class PathParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): PathNode {
    this.#expect("$");
    const steps = this.#steps();
    if (this.#peek().kind !== "end") throw this.#problem();
    return { from: "root", steps };
  }

  #path(): PathNode {
    const from = this.#take("$") ? "root" : "current";
    if (from === "current") this.#expect("@");
    return { from, steps: this.#steps() };
  }

  #steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.#take("..")) {
        const subscripts = this.#is("[") ? this.#brackets() : [this.#bareword()];
        steps.push({ isDeep: true, subscripts });
      } else if (this.#take(".")) steps.push({ isDeep: false, subscripts: [this.#bareword()] });
      else if (this.#is("[")) steps.push({ isDeep: false, subscripts: this.#brackets() });
      else return steps;
    }
  }

  #bareword(): Subscript {
    if (this.#take("*")) return { kind: "wildcard" };
    const token = this.#next();
    if (token.kind !== "name") throw this.#problem(token);
    return this.#is("(") ? this.#call(token.text) : { kind: "name", name: token.text };
  }

  #brackets(): Subscript[] {
    this.#expect("[");
    const subscripts = [this.#subscript()];
    while (this.#take(",")) subscripts.push(this.#subscript());
    this.#expect("]");
    return subscripts;
  }

  #subscript(): Subscript {
    const token = this.#peek();
    if (token.kind === "string") return { kind: "name", name: this.#next().text.slice(1, -1) };
    if (token.kind === "number") {
      const index = this.#int();
      return this.#is(":") ? this.#slice(index) : { kind: "index", index };
    }
    if (token.kind === "name") return this.#call(this.#next().text);
    if (this.#is(":")) return this.#slice();
    if (this.#take("*")) return { kind: "wildcard" };
    if (this.#is("$") || this.#is("@")) return { kind: "path", path: this.#path() };
    this.#expect("?");
    this.#expect("(");
    const expression = this.#expression();
    this.#expect(")");
    return { kind: "filter", expression };
  }

  #slice(start?: number): Subscript {
    this.#expect(":");
    const end = this.#peek().kind === "number" ? this.#int() : undefined;
    const step = this.#take(":") && this.#peek().kind === "number" ? this.#int() : undefined;
    return {
      kind: "slice",
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(step === undefined ? {} : { step }),
    };
  }

  #call(name: string): Subscript {
    this.#expect("(");
    const args: Operand[] = [];
    if (!this.#is(")")) {
      do args.push(this.#operand()); while (this.#take(","));
    }
    this.#expect(")");
    if (!CALLS.has(name)) throw new JsonPathProblem(`Callable subscript "${name}" not found`);
    return { kind: "call", name, args };
  }

  #expression(): Expression {
    const left = this.#either();
    return this.#takeKeyword("and") ? { kind: "and", left, right: this.#expression() } : left;
  }

  #either(): Expression {
    const left = this.#negation();
    return this.#takeKeyword("or") ? { kind: "or", left, right: this.#either() } : left;
  }

  #negation(): Expression {
    if (this.#takeKeyword("not")) return { kind: "not", inner: this.#negation() };
    if (this.#take("(")) {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    const left = this.#operand();
    const sign = this.#peek();
    if (sign.kind !== "punctuation" || !COMPARISONS.has(sign.text)) {
      return { kind: "some", operand: left };
    }
    this.#at++;
    return { kind: "compare", sign: sign.text as Comparison, left, right: this.#operand() };
  }

  #operand(): Operand {
    if (this.#is("$") || this.#is("@")) return { kind: "path", path: this.#path() };
    return { kind: "value", value: this.#value() };
  }

  #value(): Value {
    const token = this.#next();
    if (token.kind === "string") return token.text.slice(1, -1);
    if (token.kind === "number") {
      return /[.eE]/.test(token.text) ? floatValue(Number(token.text)) : intValue(token.text);
    }
    if (token.text === "true" || token.text === "false") return token.text === "true";
    if (token.text === "null") return null;
    if (token.text === "[" && token.kind === "punctuation") return this.#array();
    if (token.text === "{" && token.kind === "punctuation") return this.#object();
    throw this.#problem(token);
  }

  #array(): Value {
    const list: Value[] = [];
    if (this.#take("]")) return list;
    do list.push(this.#value()); while (this.#take(","));
    this.#expect("]");
    return list;
  }

  #object(): Value {
    const map: ValueMap = {};
    if (this.#take("}")) return map;
    do {
      const key = this.#next();
      if (key.kind !== "string") throw this.#problem(key);
      this.#expect(":");
      setMember(map, key.text.slice(1, -1), this.#value());
    } while (this.#take(","));
    this.#expect("}");
    return map;
  }

  #int(): number {
    const token = this.#next();
    if (!/^-?\d+$/.test(token.text)) throw this.#problem(token);
    return Number(token.text);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #is(mark: string): boolean {
    const { kind, text } = this.#peek();
    return kind === "punctuation" && text === mark;
  }

  #take(mark: string): boolean {
    if (!this.#is(mark)) return false;
    this.#at++;
    return true;
  }

  #takeKeyword(word: string): boolean {
    const { kind, text } = this.#peek();
    if (kind !== "keyword" || text !== word) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) throw this.#problem();
  }

  #problem(token: Token = this.#peek()): JsonPathProblem {
    const what = token.kind === "end" ? "the end" : `"${token.text}"`;
    return new JsonPathProblem(`Cannot read the path at ${what}`);
  }
}
