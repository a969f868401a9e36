/** A regular expression of RE2, parsed. */
export type RegexNode =
  | { readonly kind: "empty" }
  /** One code point; `source` is a JavaScript pattern with flag `u` that matches exactly one. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "concat"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "alternate"; readonly branches: readonly RegexNode[] }
  | {
    readonly kind: "repeat";
    readonly operand: RegexNode;
    readonly min: number;
    readonly max: number;
    readonly isGreedy: boolean;
  }
  | {
    readonly kind: "capture";
    readonly operand: RegexNode;
    readonly index: number;
    readonly name?: string;
  }
  | { readonly kind: "assert"; readonly what: Assertion };

/** Places that match without a character. */
export type Assertion = "text_start" | "text_end" | "line_start" | "line_end" | "word" | "not_word";

/** The JavaScript pattern of each assertion, without flag `m`. */
export const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  text_start: "^",
  text_end: "$",
  line_start: "(?:^|(?<=\\n))",
  line_end: "(?=\\n|$)",
  word: "\\b",
  not_word: "\\B",
};

/** Writes the same expression in JavaScript, for flag `u`. */
export function toJavaScript(node: RegexNode): string {
  switch (node.kind) {
    case "empty":
      return "";
    case "set":
      return node.source;
    case "concat":
      return node.parts.map(toJavaScript).join("");
    case "alternate":
      return `(?:${node.branches.map(toJavaScript).join("|")})`;
    case "capture":
      return `(${toJavaScript(node.operand)})`;
    case "assert":
      return ASSERTIONS[node.what];
    case "repeat":
      return `(?:${toJavaScript(node.operand)})${counts(node.min, node.max)}${
        node.isGreedy ? "" : "?"
      }`;
  }
}

function counts(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return min === 0 && max === 1 ? "?" : `{${min},${max}}`;
}

/**
 * Says whether a backtracking matcher takes at most quadratic time on every text.
 *
 * True only when no repetition holds another choice, and at most two are unbounded.
 */
export function isTame(node: RegexNode): boolean {
  return !hasChoiceWithinRepeat(node) && unboundedIn(node) <= 2;
}

function hasChoiceWithinRepeat(node: RegexNode): boolean {
  switch (node.kind) {
    case "concat":
      return node.parts.some(hasChoiceWithinRepeat);
    case "alternate":
      return node.branches.some(hasChoiceWithinRepeat);
    case "capture":
      return hasChoiceWithinRepeat(node.operand);
    case "repeat":
      return node.max > 1 ? hasChoice(node.operand) : hasChoiceWithinRepeat(node.operand);
    default:
      return false;
  }
}

function hasChoice(node: RegexNode): boolean {
  switch (node.kind) {
    case "concat":
      return node.parts.some(hasChoice);
    case "capture":
      return hasChoice(node.operand);
    case "alternate":
    case "empty":
      return true;
    case "repeat":
      return node.min !== node.max || hasChoice(node.operand);
    default:
      return false;
  }
}

function unboundedIn(node: RegexNode): number {
  switch (node.kind) {
    case "concat":
      return node.parts.reduce((sum, part) => sum + unboundedIn(part), 0);
    case "alternate":
      return node.branches.reduce((sum, branch) => sum + unboundedIn(branch), 0);
    case "capture":
      return unboundedIn(node.operand);
    case "repeat":
      return (node.max > 1 && node.min !== node.max ? 1 : 0) + unboundedIn(node.operand);
    default:
      return 0;
  }
}
