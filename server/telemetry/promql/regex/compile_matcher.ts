import type { LabelMatcher } from "../../model/matcher.ts";
import { compileRegex } from "./compiled_regex.ts";

/** Alternatives without any other sign: `a|b|c`. */
const PLAIN_ALTERNATIVES = /^[^\\.+*?()[\]{}^$]*$/;

/**
 * Makes the test that a matcher puts to the value of its label; no label is the empty value.
 *
 * @throws PromqlFailure when its regular expression is none
 */
export function compileMatcher(matcher: LabelMatcher): (value: string) => boolean {
  const { type, value: wanted } = matcher;
  if (type === "=") return (value) => value === wanted;
  if (type === "!=") return (value) => value !== wanted;
  const matches = regexTest(wanted);
  return type === "=~" ? matches : (value) => !matches(value);
}

function regexTest(pattern: string): (value: string) => boolean {
  if (pattern === ".*") return () => true;
  if (pattern === ".+") return (value) => value !== "";
  if (PLAIN_ALTERNATIVES.test(pattern)) {
    const values = new Set(pattern.split("|"));
    return (value) => values.has(value);
  }
  const regex = compileRegex(pattern);
  return (value) => regex.matches(value);
}
