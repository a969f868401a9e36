import { ActivityFailed, PythonError } from "../python/python_error.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityCall } from "../providers/call.ts";
import { runProvider } from "../providers/run_provider.ts";

/** Gives what was seen to another probe as its argument `value`; what it answers must be true. */
export async function isWithinProbe(
  tolerance: ValueMap,
  value: Value,
  call: ActivityCall,
): Promise<boolean> {
  const { provider } = tolerance;
  if (!isMap(provider) || !Object.hasOwn(provider, "arguments")) {
    throw new PythonError("KeyError", isMap(provider) ? "'arguments'" : "'provider'");
  }
  const args = provider["arguments"];
  if (!isMap(args)) {
    throw new PythonError("TypeError", "arguments do not support item assignment by name");
  }
  args["value"] = value;
  try {
    return isTruthy(await runProvider(tolerance, call));
  } catch (error) {
    if (error instanceof ActivityFailed) return false;
    throw error;
  }
}
