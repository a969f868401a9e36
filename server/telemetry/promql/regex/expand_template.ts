import type { RegexMatch } from "./compiled_regex.ts";

const REFERENCE = /\$(?:(\$)|(\w+)|\{(\w+)\})/g;

/**
 * Fills `$1`, `${1}`, `$name` and `$$` in a template; a group that took no part is empty.
 *
 * `$1x` is the group named `1x`, so empty. Source: Go, regexp.Expand.
 */
export function expandTemplate(template: string, match: RegexMatch): string {
  return template.replace(REFERENCE, (...found: string[]) => {
    const [, dollar, bare, braced] = found;
    if (dollar !== undefined) return "$";
    const name = bare ?? braced ?? "";
    const index = /^\d+$/.test(name) ? Number(name) : match.numberOfName.get(name);
    return index === undefined ? "" : match.groups[index] ?? "";
  });
}
