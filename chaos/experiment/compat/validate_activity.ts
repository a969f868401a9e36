import { noAttribute } from "../python/python_error.ts";
import { isMap, isNumeric, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import type { ExperimentPorts } from "../ports.ts";
import { whichProgram } from "../providers/program_path.ts";
import { validatePython } from "./validate_python.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";

/** What validation looks at outside of the experiment. */
export interface ValidationWorld {
  readonly ports: ExperimentPorts;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Says no to an activity that the Chaos Toolkit would not run.
 *
 * @throws {InvalidExperiment} with its words.
 */
export function validateActivity(activity: Value, world: ValidationWorld): void {
  if (!isTruthy(activity)) throw new InvalidExperiment("empty activity is no activity");
  if (!isMap(activity)) throw noAttribute(activity, "get");
  const ref = activity["ref"] ?? null;
  if (ref !== null) {
    if (typeof ref === "string" && ref !== "") return;
    throw new InvalidExperiment("reference to activity must be non-empty strings");
  }
  const { type } = activity;
  if (!isTruthy(type)) throw new InvalidExperiment("an activity must have a type");
  if (type !== "probe" && type !== "action") {
    throw new InvalidExperiment(`'${String(type)}' is not a supported activity type`);
  }
  if (!isTruthy(activity["name"])) throw new InvalidExperiment("an activity must have a name");
  const provider = providerOf(activity);
  const timeout = activity["timeout"] ?? null;
  if (timeout !== null && !isNumeric(timeout)) {
    throw new InvalidExperiment("activity timeout must be a number");
  }
  validatePauses(activity["pauses"] ?? null);
  if (Object.hasOwn(activity, "background") && typeof activity["background"] !== "boolean") {
    throw new InvalidExperiment("activity background must be a boolean");
  }
  if (provider["type"] === "python") validatePython(activity, provider);
  else if (provider["type"] === "process") validateProcess(activity, provider, world);
  else validateHttp(provider);
}

function providerOf(activity: ValueMap): ValueMap {
  const { provider } = activity;
  if (!isTruthy(provider)) throw new InvalidExperiment("an activity requires a provider");
  if (!isMap(provider)) throw noAttribute(provider, "get");
  const { type } = provider;
  if (!isTruthy(type)) throw new InvalidExperiment("a provider must have a type");
  if (type === "python" || type === "process" || type === "http") return provider;
  throw new InvalidExperiment(`unknown provider type '${String(type)}'`);
}

function validatePauses(pauses: Value): void {
  if (pauses === null) return;
  if (!isMap(pauses)) throw noAttribute(pauses, "get");
  for (const when of ["before", "after"] as const) {
    const pause = pauses[when];
    if (typeof pause !== "string" || (pause.startsWith("${") && pause.endsWith("}"))) continue;
    throw new InvalidExperiment(
      `activity ${when} pause must be a number or a pattern to a variable from the configuration or secrets`,
    );
  }
}

function validateProcess(activity: ValueMap, provider: ValueMap, world: ValidationWorld): void {
  const { path } = provider;
  if (!isTruthy(path)) throw new InvalidExperiment("a process activity must have a path");
  if (typeof path !== "string") throw noAttribute(path, "path");
  if (whichProgram(path, world.ports, world.env) !== undefined) return;
  throw new InvalidExperiment(
    `path '${path}' cannot be found, in activity '${String(activity["name"])}'`,
  );
}

function validateHttp(provider: ValueMap): void {
  if (!isTruthy(provider["url"])) throw new InvalidExperiment("a HTTP activity must have a URL");
  const { headers } = provider;
  if (isTruthy(headers) && !isMap(headers)) {
    throw new InvalidExperiment("a HTTP activities expect headers as a mapping");
  }
}
