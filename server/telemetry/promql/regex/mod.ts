/**
 * The door of regular expressions as PromQL has them: RE2's syntax, anchored, never slow.
 *
 * @module
 */
export { compileMatcher } from "./compile_matcher.ts";
export { type CompiledRegex, compileRegex, type RegexMatch } from "./compiled_regex.ts";
export { expandTemplate } from "./expand_template.ts";
