import { quote } from "./literals.ts";
import type { Span } from "./span.ts";

/** Words of the language by what they do; names of metrics may be the same words. */
export const WORDS: Readonly<Record<string, TokenKind>> = {
  ...kinds("operator", "and or unless atan2"),
  ...kinds(
    "aggregator",
    "sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio",
  ),
  ...kinds(
    "keyword",
    "offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right " +
      "bool",
  ),
  ...kinds("preprocessor", "start end step range max_of min_of"),
  ...kinds("number", "inf nan"),
};

/** What a word of a query is. */
export type TokenKind =
  | "operator"
  | "aggregator"
  | "keyword"
  | "preprocessor"
  | "identifier"
  | "metric identifier"
  | "string"
  | "number"
  | "duration"
  | "sign"
  | "end of input"
  | "error";

/** A word of a query; `text` of an error is its message. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

/** Names a token as Prometheus does in "unexpected …". */
export function describeToken({ kind, text }: Token): string {
  switch (kind) {
    case "end of input":
      return kind;
    case "operator":
      return `<op:${text}>`;
    case "aggregator":
      return `<aggr:${text}>`;
    case "keyword":
      return `<${text}>`;
    case "sign":
    case "preprocessor":
      return shortQuote(text);
    case "identifier":
    case "metric identifier":
      return `${kind} ${quote(text)}`;
    default:
      return `${kind} ${shortQuote(text)}`;
  }
}

function shortQuote(text: string): string {
  const chars = [...text];
  return chars.length > 10 ? `${quote(chars.slice(0, 10).join(""))}...` : quote(text);
}

function kinds(kind: TokenKind, words: string): Record<string, TokenKind> {
  return Object.fromEntries(words.split(" ").map((word) => [word, kind]));
}
