import { noAttribute } from "../python/python_error.ts";
import { isMap, isTruthy, type ValueMap } from "../python/value.ts";
import { checkArguments, pythonName } from "../providers/python_provider.ts";
import { PythonRaised } from "../providers/python_function.ts";
import { PYTHON_FUNCTIONS } from "../providers/python_functions.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";

/**
 * Says no to a Python activity whose function is not built in, or whose arguments it does not take.
 *
 * @throws {InvalidExperiment} naming the function.
 */
export function validatePython(activity: ValueMap, provider: ValueMap): void {
  const name = String(activity["name"]);
  if (!isTruthy(provider["module"])) {
    throw new InvalidExperiment("a Python activity must have a module path");
  }
  if (!isTruthy(provider["func"])) {
    throw new InvalidExperiment("a Python activity must have a function name");
  }
  const found = pythonName(provider);
  if (!Object.hasOwn(PYTHON_FUNCTIONS, found)) {
    throw new InvalidExperiment(
      `the Python function '${found}' of activity '${name}' is not built in, and netops runs no Python`,
    );
  }
  const given = Object.hasOwn(provider, "arguments") ? provider["arguments"] ?? null : {};
  if (!isMap(given)) throw noAttribute(given, "copy");
  try {
    checkArguments(found, given);
  } catch (error) {
    if (!(error instanceof PythonRaised)) throw error;
    throw new InvalidExperiment(`${error.message} in activity '${name}'`);
  }
}
