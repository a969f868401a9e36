import { noAttribute, PythonError } from "../python/python_error.ts";
import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { loadConfiguration } from "../settings/configuration.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";
import { loadSecrets } from "../settings/secrets.ts";
import { activitiesByName } from "./activity_names.ts";
import { listOf, settingsOf } from "./experiment_lists.ts";
import { validateActivity, type ValidationWorld } from "./validate_activity.ts";
import { validateControls } from "./validate_controls.ts";
import { validateHypothesis } from "./validate_hypothesis.ts";

/**
 * Says no to what the Chaos Toolkit would not run, for the same reasons and in the same order.
 *
 * @throws {InvalidExperiment} with the Chaos Toolkit's words.
 * @throws {PythonError} where it would break instead.
 */
export function validateExperiment(experiment: Value, world: ValidationWorld): void {
  if (!isTruthy(experiment)) {
    throw new InvalidExperiment("an empty experiment is not an experiment");
  }
  if (!isMap(experiment)) throw noAttribute(experiment, "get");
  const names = activitiesByName(experiment);
  if (!isTruthy(experiment["title"])) throw new InvalidExperiment("experiment requires a title");
  if (!isTruthy(experiment["description"])) {
    throw new InvalidExperiment("experiment requires a description");
  }
  validateTags(experiment["tags"]);
  validateExtensions(experiment["extensions"]);
  loadConfiguration(settingsOf(experiment, "configuration"), { env: world.env });
  loadSecrets(settingsOf(experiment, "secrets"), { env: world.env });
  validateHypothesis(experiment, world);
  validateMethod(experiment, names, world);
  for (const activity of listOf(experiment, "rollbacks")) validateActivity(activity, world);
  validateSecretGroups(experiment);
  validateControls(experiment);
}

function validateTags(tags: Value | undefined): void {
  if (!isTruthy(tags)) return;
  const list = typeof tags === "string" ? [...tags] : isMap(tags) ? Object.keys(tags) : tags;
  if (!Array.isArray(list)) throw new PythonError("TypeError", "tags are not iterable");
  if (list.some((tag) => typeof tag !== "string" || tag === "")) {
    throw new InvalidExperiment("experiment tags must be a non-empty string");
  }
}

function validateExtensions(extensions: Value | undefined): void {
  if (!isTruthy(extensions)) return;
  if (!Array.isArray(extensions)) throw noAttribute(extensions, "get");
  for (const extension of extensions) {
    if (!isMap(extension)) throw noAttribute(extension, "get");
    const name = extension["name"];
    if (isTruthy(name) && typeof name !== "string") throw noAttribute(name, "strip");
    if (typeof name !== "string" || name.trim() === "") {
      throw new InvalidExperiment("All extensions require a non-empty name");
    }
  }
}

function validateMethod(
  experiment: ValueMap,
  names: ReadonlyMap<string, ValueMap>,
  world: ValidationWorld,
): void {
  if ((experiment["method"] ?? null) === null) {
    throw new InvalidExperiment(
      "an experiment requires a method, which can be empty for only checking steady state hypothesis ",
    );
  }
  for (const activity of listOf(experiment, "method")) {
    validateActivity(activity, world);
    const ref = (activity as ValueMap)["ref"];
    const found = typeof ref === "string" ? names.get(ref) : undefined;
    if (isTruthy(ref) && !isTruthy(found)) {
      throw new InvalidExperiment(
        `referenced activity '${String(ref)}' could not be found in the experiment`,
      );
    }
  }
}

/** The look for deprecated features breaks where a group of secrets is no mapping. */
function validateSecretGroups(experiment: ValueMap): void {
  const secrets = settingsOf(experiment, "secrets");
  for (const group of Object.values(isMap(secrets) ? secrets : {})) {
    if (!isMap(group)) throw noAttribute(group, "items");
  }
}
