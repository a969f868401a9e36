import type { Complaint } from "./complaints.ts";
import { parseDurationMs, parseNumber } from "./literals.ts";
import { PromqlFailure } from "./promql_error.ts";
import { SIGNATURES } from "./signatures.ts";
import type { Token } from "./token.ts";
import { type Context, Stop, TokenWalk } from "./token_walk.ts";
import { tokensOf } from "./tokens.ts";

const DURATION_WORDS = "number, duration, step(), or range()";
const RANGE: Context = { where: "subquery or range selector", expected: DURATION_WORDS };
const AFTER_RANGE: Context = { where: "subquery or range", expected: '":" or "]"' };
const STEP: Context = {
  where: "subquery selector",
  expected: 'number, duration, step(), range(), or "]"',
};
const AFTER_STEP: Context = { where: "subquery selector", expected: '"]"' };
const OFFSET: Context = { where: "offset", expected: DURATION_WORDS };
const AT: Context = { where: "@", expected: "timestamp" };
const AGGREGATION: Context = { where: "aggregation" };

/**
 * Says what is wrong with a text that the grammar refuses, as Prometheus would.
 *
 * The published grammar tells only where it stopped. So this walks the words once more, by recursive
 * descent, to the first that cannot stand there. Undefined when it finds nothing wrong.
 */
export function explainSyntax(text: string): Complaint | undefined {
  const walk = new Walk(tokensOf(text));
  try {
    walk.whole();
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.complaint;
    throw error;
  }
}

class Walk extends TokenWalk {
  whole(): void {
    const [first] = this.tokens;
    if (first?.kind === "end of input") {
      throw new Stop({ span: { start: 0, end: 0 }, message: "no expression found in input" });
    }
    this.#expression();
    const { kind } = this.token;
    if (kind !== "end of input") this.unexpected();
  }

  #expression(): void {
    this.#operand();
    while (this.token.kind === "operator" && !this.is("@", "=~", "!~")) {
      this.at++;
      this.#modifiers();
      this.#operand();
    }
  }

  #modifiers(): void {
    this.take("bool");
    if (this.is("on", "ignoring")) {
      this.at++;
      this.#grouping();
      if (this.is("group_left", "group_right")) {
        this.at++;
        if (this.is("(")) this.#grouping();
      }
    }
    while (this.token.kind === "keyword" && this.is("fill", "fill_left", "fill_right")) {
      this.at++;
      this.require("(");
      if (this.is("+", "-")) this.at++;
      if (!this.#isNumber) this.unexpected();
      this.at++;
      this.require(")");
    }
  }

  #operand(): void {
    while (this.is("+", "-")) this.at++;
    this.#primary();
    while (this.#postfix()) continue;
  }

  get #isNumber(): boolean {
    return this.token.kind === "number" || this.token.kind === "duration";
  }

  #primary(): void {
    const { kind } = this.token;
    if (this.#isNumber) return this.#number();
    if (kind === "string") {
      this.at++;
      return;
    }
    if (this.take("(")) {
      this.#expression();
      return this.require(")");
    }
    if (this.is("{")) return this.#braces();
    const next = this.tokens[this.at + 1];
    if (kind === "aggregator" && next?.text !== "{" && this.#startsAggregation(next)) {
      return this.#aggregation();
    }
    const isName = kind === "identifier" || kind === "preprocessor";
    if (isName && next?.text === "(" && next.kind === "sign") return this.#call();
    if (!isName && kind !== "metric identifier" && !this.#isWordAsName) this.unexpected();
    this.at++;
    if (this.is("{")) this.#braces();
  }

  /** Words that may also name a metric. */
  get #isWordAsName(): boolean {
    return this.token.kind === "aggregator" ||
      this.is("and", "or", "unless", "by", "without", "offset", "anchored", "smoothed");
  }

  #startsAggregation(next: Token | undefined): boolean {
    return next?.kind === "sign" && next.text === "(" || /^(by|without)$/i.test(next?.text ?? "");
  }

  #aggregation(): void {
    this.at++;
    this.within(AGGREGATION, () => {
      if (this.is("by", "without")) {
        this.at++;
        this.#grouping();
      }
      this.#arguments();
    });
    if (this.is("by", "without")) {
      this.at++;
      this.#grouping();
    }
  }

  #call(): void {
    const name = this.token;
    this.at++;
    this.#arguments();
    if (SIGNATURES.has(name.text)) return;
    throw new Stop({ span: name.span, message: `unknown function with name "${name.text}"` });
  }

  #arguments(): void {
    this.require("(");
    if (this.take(")")) return;
    this.#expression();
    while (this.is(",")) {
      const comma = this.token;
      this.at++;
      if (this.is(")")) {
        const message = "trailing commas not allowed in function call args";
        throw new Stop({ span: comma.span, message });
      }
      this.#expression();
    }
    this.require(")");
  }

  #grouping(): void {
    const where = "grouping opts";
    if (!this.take("(")) this.unexpected({ where, expected: '"("' });
    if (this.take(")")) return;
    for (;;) {
      const { kind, text } = this.token;
      const isLabel = kind === "string" || /^[A-Za-z_]\w*$/.test(text) && kind !== "end of input";
      if (!isLabel) this.unexpected({ where, expected: "label" });
      this.at++;
      if (this.take(")")) return;
      if (!this.take(",")) this.unexpected({ where, expected: '"," or ")"' });
      if (this.take(")")) return;
    }
  }

  #braces(): void {
    const where = "label matching";
    this.require("{");
    if (this.take("}")) return;
    for (;;) {
      const { kind } = this.token;
      if (kind !== "identifier" && kind !== "string") {
        this.unexpected({ where, expected: 'identifier or "}"' });
      }
      this.at++;
      if (this.is("=", "!=", "=~", "!~")) {
        this.at++;
        if (this.token.kind !== "string") this.unexpected({ where, expected: "string" });
        this.at++;
      } else if (kind === "identifier") {
        this.unexpected({ where, expected: "label matching operator" });
      }
      if (this.take("}")) return;
      if (!this.take(",")) this.unexpected({ where, expected: '"," or "}"' });
      if (this.take("}")) return;
    }
  }

  #postfix(): boolean {
    if (this.take("[")) this.#range();
    else if (this.token.kind === "keyword" && this.take("offset")) {
      this.within(OFFSET, () => this.#offset());
    } else if (this.take("@")) this.within(AT, () => this.#timestamp());
    else if (!this.take("anchored") && !this.take("smoothed")) return false;
    return true;
  }

  #timestamp(): void {
    if (this.is("start", "end")) {
      this.at++;
      this.require("(");
      return this.require(")");
    }
    if (this.is("+", "-")) this.at++;
    if (!this.#isNumber) this.unexpected();
    this.at++;
  }

  #offset(): void {
    while (this.is("+", "-")) this.at++;
    this.#durationPrimary();
  }

  #range(): void {
    this.within(RANGE, () => this.#duration());
    if (this.take("]")) return;
    if (!this.take(":")) this.unexpected(AFTER_RANGE);
    if (this.take("]")) return;
    this.within(STEP, () => this.#duration());
    if (!this.take("]")) this.unexpected(AFTER_STEP);
  }

  #duration(): void {
    for (;;) {
      while (this.is("+", "-")) this.at++;
      this.#durationPrimary();
      if (!this.is("+", "-", "*", "/", "%", "^")) return;
      this.at++;
    }
  }

  /** Takes a number; the lexer lets some pass that are none. */
  #number(): void {
    const { kind, text, span } = this.token;
    this.at++;
    try {
      if (kind === "duration") parseDurationMs(text);
      else parseNumber(text);
    } catch (error) {
      if (error instanceof PromqlFailure) throw new Stop({ span, message: error.message });
      throw error;
    }
  }

  #durationPrimary(): void {
    if (this.#isNumber) return this.#number();
    if (this.take("(")) {
      this.#duration();
      return this.require(")");
    }
    const isPair = this.is("min_of", "max_of");
    if (!isPair && !this.is("step", "range")) this.unexpected();
    this.at++;
    this.require("(");
    if (isPair) {
      this.#duration();
      this.require(",");
      this.#duration();
    }
    this.require(")");
  }
}
