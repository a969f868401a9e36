import { ActivityFailed, PythonError } from "../python/python_error.ts";
import { hasValues, substitute } from "../python/template.ts";
import { isMap, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";
import { PythonRaised } from "./python_function.ts";
import { PYTHON_FUNCTIONS } from "./python_functions.ts";

/** The name by which a function is known here. */
export function pythonName(provider: ValueMap): string {
  return `${String(provider["module"])}.${String(provider["func"])}`;
}

/**
 * Calls a built-in function in place of Python's.
 *
 * @throws {ActivityFailed} when it raises.
 * @throws {PythonError} when it is none of the built-in ones.
 */
export async function runPython(provider: ValueMap, call: ActivityCall): Promise<Value> {
  const name = pythonName(provider);
  const found = Object.hasOwn(PYTHON_FUNCTIONS, name) ? PYTHON_FUNCTIONS[name] : undefined;
  if (found === undefined) {
    throw new PythonError("AttributeError", `the Python function ${name} is not built in`);
  }
  const given = Object.hasOwn(provider, "arguments") ? provider["arguments"] ?? null : {};
  if (!isMap(given)) {
    throw new PythonError(
      "AttributeError",
      "arguments must be a mapping to call a Python function",
    );
  }
  const args = hasValues(call.scope) ? substitute(given, call.scope) as ValueMap : { ...given };
  try {
    checkArguments(name, args);
    return await found.run(args, call);
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof PythonRaised) {
      throw new ActivityFailed(`${error.kind}: ${error.message}`);
    }
    throw new ActivityFailed(
      `Exception: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Binds arguments to a function's signature.
 *
 * @throws {PythonRaised} TypeError when one is missing or too many.
 */
export function checkArguments(name: string, args: ValueMap): void {
  const { required = [], optional = [] } = PYTHON_FUNCTIONS[name] ?? {};
  const short = name.slice(name.lastIndexOf(".") + 1);
  const known = [...required, ...optional];
  const extra = Object.keys(args).find((argument) => !known.includes(argument));
  if (extra !== undefined) {
    throw new PythonRaised("TypeError", `${short}() got an unexpected keyword argument '${extra}'`);
  }
  const missing = required.filter((argument) => !Object.hasOwn(args, argument))
    .map((argument) => `'${argument}'`);
  if (missing.length === 0) return;
  const plural = missing.length === 1 ? "argument" : "arguments";
  throw new PythonRaised(
    "TypeError",
    `${short}() missing ${missing.length} required positional ${plural}: ${missing.join(" and ")}`,
  );
}
