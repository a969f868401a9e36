import { PromqlFailure } from "../language/promql_error.ts";

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** A place in the text of a regular expression, and what can be read there. */
export class RegexCursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  sees(what: string): boolean {
    return this.text.startsWith(what, this.at);
  }

  take(what: string): boolean {
    if (!this.sees(what)) return false;
    this.at += what.length;
    return true;
  }

  /** The code point here, and one further. */
  next(): number {
    const code = this.text.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** Takes `*`, `+`, `?` or `{n,m}`; a brace that is no count is a literal. */
  takeRepeat(): readonly [number, number] | undefined {
    if (this.take("*")) return [0, Infinity];
    if (this.take("+")) return [1, Infinity];
    if (this.take("?")) return [0, 1];
    const [written, min, comma, max] = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(this.at)) ?? [];
    if (written === undefined) return undefined;
    this.at += written.length;
    const least = Number(min);
    return [least, comma === undefined ? least : max === "" ? Infinity : Number(max)];
  }

  /** Takes `(?P<name>` or `(?<name>`. */
  takeGroupName(): string | undefined {
    const start = /^\(\?P?</.exec(this.text.slice(this.at))?.[0];
    if (start === undefined) return undefined;
    const rest = this.text.slice(this.at + start.length);
    const end = rest.indexOf(">");
    if (end < 0) this.fail("invalid named capture", this.text.slice(this.at));
    const name = rest.slice(0, end);
    if (!/^\w+$/.test(name)) {
      this.fail(
        "invalid named capture",
        this.text.slice(this.at, this.at + start.length + end + 1),
      );
    }
    this.at += start.length + end + 1;
    return name;
  }

  /** Takes `\pL`, `\p{Greek}`, `\P{^Lu}`; `find` gives the class in JavaScript. */
  takeUnicodeClass(
    find: (name: string, isNegated: boolean) => string | undefined,
  ): string | undefined {
    const [written, letter, short, caret, long] =
      /^\\([pP])(?:([A-Za-z])|\{(\^?)([^}]*)\})/.exec(this.text.slice(this.at)) ?? [];
    if (written === undefined) return undefined;
    const isNegated = (letter === "P") !== (caret === "^");
    const found = find(short ?? long ?? "", isNegated);
    if (found === undefined) this.fail("invalid character class range", written);
    this.at += written.length;
    return found;
  }

  /** The code point that a `\` escape means. */
  escaped(): number {
    const from = this.at++;
    if (this.isAtEnd) this.fail("trailing backslash at end of expression", "");
    const rest = this.text.slice(this.at);
    const [octal] = /^(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(rest) ?? [];
    if (octal !== undefined) {
      this.at += octal.length;
      return parseInt(octal, 8);
    }
    const [hex, long, short] = /^x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{2}))/.exec(rest) ?? [];
    if (hex !== undefined) {
      this.at += hex.length;
      const code = parseInt(long ?? short ?? "", 16);
      if (code > 0x10ffff) this.fail("invalid escape sequence", this.text.slice(from, this.at));
      return code;
    }
    const code = this.next();
    const char = String.fromCodePoint(code);
    if (Object.hasOwn(SIMPLE_ESCAPES, char)) return SIMPLE_ESCAPES[char] ?? 0;
    if (code < 0x80 && !/\w/.test(char)) return code;
    this.fail("invalid escape sequence", this.text.slice(from, this.at));
  }

  fail(what: string, where: string): never {
    throw new PromqlFailure("bad_data", `error parsing regexp: ${what}: \`${where}\``);
  }
}
