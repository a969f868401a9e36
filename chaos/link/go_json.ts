/** A JSON text that Go's decoder would not take, with Go's own words. */
export interface JsonFault {
  readonly fault: string;
}

/** Objects keep the order and repetition of their members, because in Go the last of equals wins. */
export type GoValue =
  | { readonly kind: "null" | "bool" | "number" | "string"; readonly text: string }
  | { readonly kind: "array"; readonly items: readonly GoValue[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [string, GoValue])[] };

const DEEPEST = 64;
const SPACE = /[ \t\r\n]/;

/**
 * Decodes the first JSON value of a text and ignores what follows, with the errors of Go's
 * `json.NewDecoder(body).Decode`, which clients of Toxiproxy show to people.
 *
 * Source: Go, encoding/json/scanner.go.
 */
export function decodeGoJson(text: string): GoValue | JsonFault {
  const scanner = new Scanner(text);
  try {
    return scanner.value("looking for beginning of value", 0);
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.text };
    throw thrown;
  }
}

/** Leaves the recursion; never seen outside of this file. */
class Fault {
  constructor(readonly text: string) {}
}

class Scanner {
  #at = 0;

  constructor(readonly text: string) {}

  value(context: string, depth: number): GoValue {
    if (depth > DEEPEST) throw new Fault("exceeded max depth");
    const first = this.#next(context, true);
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return { kind: "string", text: this.#string() };
    if (first === "t") return { kind: "bool", text: this.#literal("true") };
    if (first === "f") return { kind: "bool", text: this.#literal("false") };
    if (first === "n") return { kind: "null", text: this.#literal("null") };
    if (/[-0-9]/.test(first)) return { kind: "number", text: this.#number(first) };
    throw this.#invalid(first, context);
  }

  #object(depth: number): GoValue {
    const members: [string, GoValue][] = [];
    let found = this.#next("looking for beginning of object key string", true);
    while (found !== "}" || members.length > 0) {
      if (found !== '"') throw this.#invalid(found, "looking for beginning of object key string");
      const key = this.#string();
      const colon = this.#next("after object key", true);
      if (colon !== ":") throw this.#invalid(colon, "after object key");
      members.push([key, this.value("looking for beginning of value", depth + 1)]);
      const after = this.#next("after object key:value pair", true);
      if (after === "}") break;
      if (after !== ",") throw this.#invalid(after, "after object key:value pair");
      found = this.#next("looking for beginning of object key string", true);
    }
    return { kind: "object", members };
  }

  #array(depth: number): GoValue {
    const items: GoValue[] = [];
    if (this.#next("looking for beginning of value", true) === "]") return { kind: "array", items };
    this.#at--;
    while (true) {
      items.push(this.value("looking for beginning of value", depth + 1));
      const after = this.#next("after array element", true);
      if (after === "]") return { kind: "array", items };
      if (after !== ",") throw this.#invalid(after, "after array element");
    }
  }

  #string(): string {
    const start = this.#at - 1;
    while (true) {
      const char = this.#next("in string literal", false);
      if (char === '"') return JSON.parse(this.text.slice(start, this.#at));
      if (char < " ") throw this.#invalid(char, "in string literal");
      if (char === "\\") this.#escape();
    }
  }

  #escape(): void {
    const char = this.#next("in string escape code", false);
    if (char !== "u") {
      if (!'bfnrt\\/"'.includes(char)) throw this.#invalid(char, "in string escape code");
      return;
    }
    for (let digit = 0; digit < 4; digit++) {
      const hex = this.#next("in \\u hexadecimal character escape", false);
      if (!/[0-9a-fA-F]/.test(hex)) throw this.#invalid(hex, "in \\u hexadecimal character escape");
    }
  }

  #literal(word: string): string {
    for (const expected of word.slice(1)) {
      const char = this.#next("", false);
      if (char !== expected) {
        throw this.#invalid(char, `in literal ${word} (expecting ${quote(expected)})`);
      }
    }
    return word;
  }

  #number(first: string): string {
    const start = this.#at - 1;
    const lead = first === "-" ? this.#digit("in numeric literal") : first;
    if (lead !== "0") this.#digits();
    if (this.text[this.#at] === ".") {
      this.#at++;
      this.#digit("after decimal point in numeric literal");
      this.#digits();
    }
    if (/[eE]/.test(this.text[this.#at] ?? "")) {
      this.#at++;
      if (/[-+]/.test(this.text[this.#at] ?? "")) this.#at++;
      this.#digit("in exponent of numeric literal");
      this.#digits();
    }
    return this.text.slice(start, this.#at);
  }

  #digit(context: string): string {
    const char = this.#next(context, false);
    if (!/[0-9]/.test(char)) throw this.#invalid(char, context);
    return char;
  }

  #digits(): void {
    while (/[0-9]/.test(this.text[this.#at] ?? "")) this.#at++;
  }

  /** The next character; the end of the text is EOF before anything was there, else unexpected. */
  #next(_context: string, skipSpace: boolean): string {
    const before = this.#at;
    while (skipSpace && SPACE.test(this.text[this.#at] ?? "")) this.#at++;
    const char = this.text[this.#at];
    if (char === undefined) {
      throw new Fault(before === 0 ? "EOF" : "unexpected EOF");
    }
    this.#at++;
    return char;
  }

  #invalid(char: string, context: string): Fault {
    return new Fault(`invalid character ${quote(char)} ${context}`);
  }
}

function quote(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  const escaped = JSON.stringify(char).slice(1, -1);
  return `'${escaped}'`;
}
