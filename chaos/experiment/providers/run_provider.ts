import { PythonError } from "../python/python_error.ts";
import { isMap, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";
import { runHttp } from "./http_provider.ts";
import { runProcess } from "./process_provider.ts";
import { runPython } from "./python_provider.ts";

/**
 * Calls what an activity names in `provider`; a type that is none of the three answers None.
 *
 * @throws {ActivityFailed} when it failed as activities may.
 * @throws {PythonError} when the activity itself is wrong.
 */
export async function runProvider(activity: ValueMap, call: ActivityCall): Promise<Value> {
  const provider = activity["provider"];
  if (!isMap(provider)) throw new PythonError("KeyError", "'provider'");
  if (!Object.hasOwn(provider, "type")) throw new PythonError("KeyError", "'type'");
  switch (provider["type"]) {
    case "python":
      return await runPython(provider, call);
    case "process":
      return await runProcess(provider, call);
    case "http":
      return await runHttp(provider, call);
  }
  return null;
}
