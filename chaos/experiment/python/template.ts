import { PythonError, typeName } from "./python_error.ts";
import { textOf } from "./text.ts";
import { isMap, isTruthy, memberOf, type Value, type ValueMap } from "./value.ts";

/** Where `${name}` is looked up: configuration first, then each group of secrets. */
export interface Scope {
  readonly configuration: ValueMap;
  readonly secrets: ValueMap;
  /** Resolves `${outputs.…}`; without it such text stays as it is, as in the Chaos Toolkit. */
  readonly outputs?: (reference: string) => Value;
}

// Python's string.Template: $$, $name, ${name}; names are ASCII, whatever their case.
const PATTERN = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\}|(?:\{outputs\.([^{}]+)\}))/gi;
const WHOLE = /^\$\{([_a-z][_a-z0-9]*)\}$/i;
const WHOLE_OUTPUT = /^\$\{outputs\.([^{}]+)\}$/;

/** Says whether anything can be found in a scope. */
export function hasValues(scope: Scope): boolean {
  return scope.outputs !== undefined || isTruthy(scope.configuration) || isTruthy(scope.secrets);
}

/**
 * Puts values in place of `${name}`, in text and in whatever contains text; keys stay. Text that is one
 * pattern and nothing else becomes the value with its type; a name that is not known stays.
 */
export function substitute(data: Value, scope: Scope): Value {
  if (typeof data === "string") return substituteText(data, scope);
  if (Array.isArray(data)) return data.map((item) => substitute(item, scope));
  if (!isMap(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, member]) => [key, substitute(member, scope)]),
  );
}

function substituteText(text: string, scope: Scope): Value {
  if (text === "" || !text.includes("$")) return text;
  const whole = WHOLE.exec(text)?.[1];
  const found = whole === undefined ? undefined : lookUp(whole, scope);
  if (found !== undefined) return found;
  const output = WHOLE_OUTPUT.exec(text)?.[1];
  if (output !== undefined && scope.outputs !== undefined) return scope.outputs(output);
  return text.replace(PATTERN, (...match) => replacement(match as Match, scope));
}

/** The whole pattern, then what its four groups hold. */
type Match = [string, ...(string | undefined)[]];

function replacement([all, escaped, named, braced, reference]: Match, scope: Scope): string {
  if (escaped !== undefined) return "$";
  if (reference !== undefined) {
    return scope.outputs === undefined ? all : textOf(scope.outputs(reference));
  }
  const value = lookUp(named ?? braced ?? "", scope);
  return value === undefined ? all : textOf(value);
}

/** Finds a name; undefined when nobody knows it. */
function lookUp(name: string, { configuration, secrets }: Scope): Value | undefined {
  const first = memberOf(configuration, name);
  if (first !== undefined) return first;
  for (const group of Object.values(secrets)) {
    if (!isMap(group)) {
      throw new PythonError("TypeError", `${typeName(group)} indices must be integers, not 'str'`);
    }
    const value = memberOf(group, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
