import { quote } from "./literals.ts";
import { scanNumber } from "./scan_number.ts";
import { type Token, type TokenKind, WORDS } from "./token.ts";

const OPERATORS = ["==", "!=", "<=", "</", ">=", ">/", "*", "/", "%", "+", "-", "^", "<", ">", "@"];
const ESCAPE = /^\\(?:[abfnrtv\\]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/;

/**
 * Splits a query into words as Prometheus' lexer does, so that complaints name the same word.
 *
 * The list ends with the end of input or with the error that stopped the lexer.
 */
export function tokensOf(text: string): Token[] {
  const lexer = new Lexer(text);
  while (lexer.advance()) continue;
  return lexer.tokens;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly #text: string;
  #at = 0;
  #parens = 0;
  #isInBraces = false;
  #isInBrackets = false;
  #hasColon = false;
  /** From `[` on until the first number. */
  #isBeforeDuration = false;
  #hadDuration = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads one word; false at the end. */
  advance(): boolean {
    const skipped = /^(?:[ \t\r\n]+|#[^\r\n]*)*/.exec(this.#rest)?.[0].length ?? 0;
    this.#at += skipped;
    const char = this.#rest[0];
    if (this.#isInBraces) return this.#insideBraces(char);
    if (this.#isBeforeDuration) {
      const problem = this.#problemBeforeDuration(char);
      if (problem !== undefined) return this.#error(problem);
    }
    if (char === undefined) return this.#end();
    if (/\d/.test(char) || /^\.\d/.test(this.#rest)) return this.#number();
    if (/["'`]/.test(char)) return this.#string(char);
    if (/[A-Za-z_:]/.test(char)) return this.#word(char);
    return this.#sign(char);
  }

  get #rest(): string {
    return this.#text.slice(this.#at);
  }

  #emit(kind: TokenKind, length: number): true {
    const span = { start: this.#at, end: this.#at + length };
    this.tokens.push({ kind, text: this.#text.slice(span.start, span.end), span });
    this.#at += length;
    return true;
  }

  #error(message: string): false {
    const span = { start: this.#at, end: this.#text.length };
    this.tokens.push({ kind: "error", text: message, span });
    return false;
  }

  #end(): false {
    if (this.#parens !== 0) return this.#error("unclosed left parenthesis");
    if (this.#isInBrackets) return this.#error("unclosed left bracket");
    this.#emit("end of input", 0);
    return false;
  }

  #number(): boolean {
    const { kind, end } = scanNumber(this.#text, this.#at);
    this.#hadDuration ||= this.#isBeforeDuration;
    this.#isBeforeDuration = false;
    if (kind !== "bad") return this.#emit(kind, end - this.#at);
    const bad = this.#text.slice(this.#at, end);
    return this.#error(`bad number or duration syntax: ${JSON.stringify(bad)}`);
  }

  #problemBeforeDuration(char: string | undefined): string | undefined {
    if (char === undefined) return "unexpected end of input in duration expression";
    if (char === ":" && !this.#hadDuration) {
      this.#at++; // the lexer is past it when it complains
      return "unexpected colon before duration in duration expression";
    }
    if (/[\d\]:()+\-*\/%^,]/.test(char) || /^\.\d/.test(this.#rest)) return undefined;
    const [word = ""] = /^[A-Za-z_]+/.exec(this.#rest) ?? [];
    if (/^(step|range|max_of|min_of)$/i.test(word)) return undefined;
    return `unexpected character in duration expression: ${runeOf(this.#rest)}`;
  }

  #string(mark: string): boolean {
    if (mark === "`") {
      const end = this.#text.indexOf("`", this.#at + 1);
      return end < 0
        ? this.#error("unterminated raw string")
        : this.#emit("string", end + 1 - this.#at);
    }
    for (let at = this.#at + 1;; at++) {
      const char = this.#text[at];
      if (char === undefined || char === "\n") return this.#error("unterminated quoted string");
      if (char === mark) return this.#emit("string", at + 1 - this.#at);
      if (char !== "\\") continue;
      const rest = this.#text.slice(at);
      const escape = rest[1] === mark ? `\\${mark}` : ESCAPE.exec(rest)?.[0];
      if (escape === undefined) return this.#error(badEscape(rest));
      if (!isCodePoint(escape)) {
        return this.#error("escape sequence is an invalid Unicode code point");
      }
      at += escape.length - 1;
    }
  }

  #word(first: string): boolean {
    if (this.#isInBrackets) return this.#wordInBrackets(first);
    const [word = ""] = /^[\w:]+/.exec(this.#rest) ?? [];
    const lower = word.toLowerCase();
    const kind = Object.hasOwn(WORDS, lower) ? WORDS[lower] : undefined;
    const isFillName = /^fill(_left|_right)?$/.test(lower) &&
      !/^\s*\(/.test(this.#rest.slice(word.length));
    if (kind !== undefined && !isFillName) return this.#emit(kind, word.length);
    return this.#emit(word.includes(":") ? "metric identifier" : "identifier", word.length);
  }

  #wordInBrackets(first: string): boolean {
    if (first === ":") {
      if (this.#hasColon) return this.#error(`unexpected colon ':'`);
      this.#hasColon = true;
      return this.#emit("sign", 1);
    }
    const [word = ""] = /^[A-Za-z_]+/.exec(this.#rest) ?? [];
    if (/^(step|range|max_of|min_of)$/i.test(word)) return this.#emit("preprocessor", word.length);
    return this.#error(`unexpected character: '${first}', expected ':'`);
  }

  #sign(char: string): boolean {
    const operator = OPERATORS.find((candidate) => this.#rest.startsWith(candidate));
    if (operator !== undefined) return this.#emit("operator", operator.length);
    switch (char) {
      case ",":
        return this.#emit("sign", 1);
      case "=":
        if (this.#rest[1] === "~") return this.#error("unexpected character after '=': '~'");
        return this.#emit("sign", 1);
      case "!":
        return this.#error(`unexpected character after '!': ${runeOf(this.#rest.slice(1))}`);
      default:
        return this.#bracket(char);
    }
  }

  #bracket(char: string): boolean {
    switch (char) {
      case "(":
        this.#parens++;
        return this.#emit("sign", 1);
      case ")":
        if (--this.#parens >= 0) return this.#emit("sign", 1);
        this.#at++; // the lexer is past it when it complains
        return this.#error(`unexpected right parenthesis ')'`);
      case "{":
        this.#isInBraces = true;
        return this.#emit("sign", 1);
      case "[":
        if (this.#isInBrackets) return this.#error(`unexpected left bracket '['`);
        [this.#isInBrackets, this.#hasColon, this.#isBeforeDuration] = [true, false, true];
        return this.#emit("sign", 1);
      case "]":
        if (!this.#isInBrackets) return this.#error(`unexpected right bracket ']'`);
        [this.#isInBrackets, this.#isBeforeDuration] = [false, false];
        return this.#emit("sign", 1);
      default:
        return this.#error(`unexpected character: ${runeOf(this.#rest)}`);
    }
  }

  #insideBraces(char: string | undefined): boolean {
    if (char === undefined) return this.#error("unexpected end of input inside braces");
    if (/["'`]/.test(char)) return this.#string(char);
    const [word = ""] = /^[A-Za-z_]\w*/.exec(this.#rest) ?? [];
    if (word !== "") return this.#emit("identifier", word.length);
    if (/^(=~|!~|!=)/.test(this.#rest)) return this.#emit("operator", 2);
    switch (char) {
      case ",":
      case "=":
        return this.#emit("sign", 1);
      case "}":
        this.#isInBraces = false;
        return this.#emit("sign", 1);
      case "{":
        return this.#error("unexpected left brace '{'");
      case "!": {
        const next = runeOf(this.#rest.slice(1));
        return this.#error(`unexpected character after '!' inside braces: ${next}`);
      }
      default:
        return this.#error(`unexpected character inside braces: ${runeOf(this.#rest)}`);
    }
  }
}

function runeOf(rest: string): string {
  const [char] = rest;
  if (char === undefined) return "'\\uffff'"; // what Go prints for its end-of-file mark
  return char === "'" || char === "\\"
    ? `'\\${char}'`
    : `'${quote(char).slice(1, -1).replace(/^\\"/, '"')}'`;
}

function badEscape(rest: string): string {
  const [char] = rest.slice(1);
  if (char === undefined) return "escape sequence not terminated";
  if (/[0-7xuU]/.test(char)) {
    const digits = char === "x" || char === "u" || char === "U" ? /^\\.[\da-fA-F]*/ : /^\\[0-7]*/;
    const [bad] = rest.slice(digits.exec(rest)?.[0].length ?? 0);
    if (bad === undefined) return "escape sequence not terminated";
    return `illegal character ${unicodeName(bad)} in escape sequence`;
  }
  return `unknown escape sequence ${unicodeName(char)}`;
}

function isCodePoint(escape: string): boolean {
  const [, octal, hex] = /^\\(?:([0-7]{3})|[uU]([\da-fA-F]+))$/.exec(escape) ?? [];
  if (octal !== undefined) return parseInt(octal, 8) <= 0xff;
  const code = parseInt(hex ?? "0", 16);
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

function unicodeName(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `U+${code} '${char}'`;
}
