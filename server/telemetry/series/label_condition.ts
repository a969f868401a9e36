import type { LabelMatcher } from "../model/matcher.ts";

/** Compiles a regular expression of a matcher into a test of a whole value. */
export type CompileRegex = (text: string) => (value: string) => boolean;

/** A matcher made ready. */
export interface LabelCondition {
  readonly name: string;
  /** Whether series without the label match: PromQL takes a label that is not there for an empty one. */
  readonly takesMissing: boolean;
  /** The only values that match, when the matcher says them; none of them is looked for by a scan. */
  readonly literals: readonly string[] | undefined;
  test(value: string): boolean;
}

/** Makes a matcher ready; what the compiler of regular expressions throws is passed on. */
export function toCondition(matcher: LabelMatcher, compileRegex: CompileRegex): LabelCondition {
  const { name, type, value } = matcher;
  const literals = type === "=" || type === "!=" ? [value] : literalsOf(value);
  const matches = literals === undefined ? remembered(compileRegex(value)) : isOneOf(literals);
  const isNegative = type === "!=" || type === "!~";
  const test = isNegative ? (text: string) => !matches(text) : matches;
  return { name, takesMissing: test(""), literals: isNegative ? undefined : literals, test };
}

/** The values of `a|b|c`; undefined for every other expression. */
export function literalsOf(regex: string): readonly string[] | undefined {
  return /[\\.+*?()[\]{}^$\n]/.test(regex) ? undefined : regex.split("|");
}

function isOneOf(values: readonly string[]): (value: string) => boolean {
  const [only = ""] = values;
  if (values.length === 1) return (value) => value === only;
  const all = new Set(values);
  return (value) => all.has(value);
}

/** Many series share a value: each is tried once. */
function remembered(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    let matches = known.get(value);
    if (matches === undefined) known.set(value, matches = test(value));
    return matches;
  };
}
