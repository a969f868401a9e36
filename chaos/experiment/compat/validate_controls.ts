import { noAttribute, PythonError, typeName } from "../python/python_error.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";

/**
 * Says no to controls that the Chaos Toolkit would not load. One whose module is not there is only warned of,
 * so Python controls do nothing here.
 *
 * @throws {InvalidExperiment} with its words.
 */
export function validateControls(experiment: ValueMap): void {
  const controls = controlsOf(experiment);
  const names = controls.filter((control) => !Object.hasOwn(control, "ref"))
    .map((control) => control["name"]);
  for (const control of controls) {
    if (Object.hasOwn(control, "ref") && !names.includes(control["ref"])) {
      throw new InvalidExperiment("Control reference '{}' declaration cannot be found");
    }
    if (!Object.hasOwn(control, "name")) {
      throw new InvalidExperiment("A control must have a `name` property");
    }
    validateControl(control, String(control["name"]));
  }
}

function validateControl(control: ValueMap, name: string): void {
  if (!Object.hasOwn(control, "provider")) {
    throw new InvalidExperiment(`Control '${name}' must have a \`provider\` property`);
  }
  const { scope, provider } = control;
  if (isTruthy(scope) && scope !== "before" && scope !== "after") {
    throw new InvalidExperiment(
      `Control '${name}' scope property must be 'before' or 'after' only`,
    );
  }
  if (!isMap(provider)) throw noAttribute(provider, "get");
  if (provider["type"] === "python" && !isTruthy(provider["module"])) {
    throw new InvalidExperiment(`Control '${name}' must have a module path`);
  }
  checkControl(control);
}

/**
 * Breaks where loading a control breaks, also without validation: its provider has no type, or its module no
 * name that could be imported.
 *
 * @throws {PythonError}
 */
export function checkControls(experiment: ValueMap): void {
  for (const control of controlsOf(experiment)) {
    if (isTruthy(control["name"])) checkControl(control);
  }
}

function checkControl({ provider }: ValueMap): void {
  if (!isTruthy(provider)) return;
  if (!isMap(provider)) throw noAttribute(provider, "get");
  if (!Object.hasOwn(provider, "type")) throw new PythonError("KeyError", "'type'");
  if (provider["type"] !== "python") return;
  const { module } = provider;
  if (typeof module !== "string") throw noAttribute(module, "startswith");
  if (module.startsWith(".")) {
    throw new PythonError(
      "TypeError",
      "the 'package' argument is required to perform a relative import",
    );
  }
}

/** Every control of an experiment, wherever it stands. */
export function controlsOf(experiment: ValueMap): ValueMap[] {
  const hypothesis = experiment["steady-state-hypothesis"];
  const activities = [
    ...listAt(isMap(hypothesis) ? hypothesis : {}, "probes"),
    ...listAt(experiment, "method"),
    ...listAt(experiment, "rollbacks"),
  ];
  const holders = [experiment, isMap(hypothesis) ? hypothesis : {}, ...activities];
  return holders.flatMap((holder) => {
    if (!isMap(holder)) throw noAttribute(holder, "get");
    return listAt(holder, "controls");
  }).map((control) => {
    if (!isMap(control)) throw noAttribute(control, "get");
    return control;
  });
}

function listAt(map: ValueMap, key: string): Value[] {
  const list = Object.hasOwn(map, key) ? map[key] ?? null : [];
  if (Array.isArray(list)) return list;
  if (isMap(list)) return Object.keys(list);
  if (typeof list === "string") return [...list];
  throw new PythonError("TypeError", `'${typeName(list)}' object is not iterable`);
}
