import { isEqual } from "../python/compare.ts";
import { PythonError } from "../python/python_error.ts";
import { type Scope, substitute } from "../python/template.ts";
import { fromPlain, toPlain, type Value, type ValueMap } from "../python/value.ts";
import { readJson } from "../document/json_read.ts";
import { SyntaxProblem } from "../document/place.ts";
import { matchPath } from "../jsonpath/match.ts";
import { parsePath } from "../jsonpath/parser.ts";
import { JsonPathProblem } from "../jsonpath/tokens.ts";
import { type StandardPath, standardPath } from "../jsonpath/standard_path.ts";
import { targetOf } from "./tolerance_target.ts";

/**
 * Says whether a path finds anything, exactly `count` values, or just those of `expect`.
 *
 * A path is read as the Chaos Toolkit's jsonpath2 has them; one it cannot read, or any with
 * `"dialect": "rfc9535"`, by RFC 9535 where that is allowed.
 */
export function isWithinJsonPath(tolerance: ValueMap, value: Value, scope: Scope): boolean {
  const path = substitute(tolerance["path"] ?? null, scope);
  if (typeof path !== "string") throw new PythonError("TypeError", "a path must be text");
  const search = searchOf(path, tolerance["dialect"] === "rfc9535" || scope.outputs !== undefined, {
    isStandard: tolerance["dialect"] === "rfc9535",
  });
  const found = search(parsed(targetOf(tolerance, value)));
  if (Object.hasOwn(tolerance, "expect")) {
    const expected = substitute(tolerance["expect"] ?? null, scope);
    return isEqual(found, Array.isArray(expected) ? expected : [expected]);
  }
  const count = tolerance["count"] ?? null;
  return count === null ? found.length > 0 : isEqual(found.length, count);
}

function searchOf(
  path: string,
  mayBeStandard: boolean,
  { isStandard }: { isStandard: boolean },
): (value: Value) => Value[] {
  const ours = isStandard ? undefined : readPath(path);
  if (ours !== undefined) return (value) => matchPath(ours, value, value);
  const standard: StandardPath | undefined = mayBeStandard ? standardPath(path) : undefined;
  if (standard === undefined) throw new PythonError("ValueError", `the path ${path} is invalid`);
  return (value) => standard(toPlain(value)).map(fromPlain);
}

function readPath(path: string) {
  try {
    return parsePath(path);
  } catch (error) {
    if (error instanceof JsonPathProblem) return undefined;
    throw error;
  }
}

/** Text that is JSON is taken as what it says. */
function parsed(value: Value): Value {
  if (typeof value !== "string") return value;
  try {
    return readJson(value).value;
  } catch (error) {
    if (error instanceof SyntaxProblem) return value;
    throw error;
  }
}
