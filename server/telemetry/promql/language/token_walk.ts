import type { Complaint } from "./complaints.ts";
import { describeToken, type Token } from "./token.ts";

/** A place of the grammar in whose words an unexpected token is reported. */
export interface Context {
  readonly where: string;
  readonly expected?: string;
}

/** Carries a complaint out of a walk. */
export class Stop extends Error {
  readonly complaint: Complaint;

  constructor(complaint: Complaint) {
    super(complaint.message);
    this.complaint = complaint;
  }
}

/** A place in a list of words, and what can be asked and demanded there. */
export class TokenWalk {
  readonly tokens: readonly Token[];
  at = 0;
  readonly #contexts: Context[] = [];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get token(): Token {
    const token = this.tokens[this.at] ?? this.tokens.at(-1);
    if (token === undefined) throw new RangeError("A list of tokens has no end");
    if (token.kind === "error") throw new Stop({ span: token.span, message: token.text });
    return token;
  }

  is(...texts: string[]): boolean {
    const { kind, text } = this.token;
    return kind !== "string" && texts.includes(text.toLowerCase());
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  require(text: string): void {
    if (!this.take(text)) this.unexpected();
  }

  unexpected(context = this.#contexts.at(-1)): never {
    const token = this.token;
    const where = context === undefined ? "" : ` in ${context.where}`;
    const expected = context?.expected === undefined ? "" : `, expected ${context.expected}`;
    const message = `unexpected ${describeToken(token)}${where}${expected}`;
    throw new Stop({ span: token.span, message });
  }

  within(context: Context, body: () => void): void {
    this.#contexts.push(context);
    body();
    this.#contexts.pop();
  }
}
