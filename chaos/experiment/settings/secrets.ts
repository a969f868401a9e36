import { noAttribute } from "../python/python_error.ts";
import { isMap, setMember, type Value, type ValueMap } from "../python/value.ts";
import { envKey, readSetting, type SettingsSources } from "./configuration.ts";
import { InvalidExperiment } from "./invalid_experiment.ts";

/**
 * Loads `secrets`: groups of plain values and of the environment. A `vault` secret is empty, as in a Chaos
 * Toolkit without its Vault client.
 *
 * @throws {InvalidExperiment} when a variable of the environment is not there.
 */
export function loadSecrets(info: Value, sources: SettingsSources): ValueMap {
  if (!isMap(info)) throw noAttribute(info, "items");
  const { vars = {} } = sources;
  if (!isMap(vars)) throw noAttribute(vars, "get");
  const secrets: ValueMap = {};
  for (const [key, value] of Object.entries(info)) {
    setMember(secrets, key, isMap(value) ? loadGroup(key, value, { ...sources, vars }) : value);
  }
  return secrets;
}

function loadGroup(key: string, value: ValueMap, sources: SettingsSources): Value {
  const given = sources.vars !== undefined && Object.hasOwn(sources.vars, key)
    ? sources.vars[key] ?? null
    : null;
  if (given !== null) return given;
  if (value["type"] === "env") {
    const name = envKey(value);
    const found = sources.env[name];
    if (found !== undefined) return found;
    throw new InvalidExperiment(
      `Secrets make reference to an environment key that does not exist: ${name}`,
    );
  }
  if (value["type"] === "vault") return {};
  if (value["type"] === "file" && sources.readFile !== undefined) {
    return readSetting(value, sources.readFile);
  }
  return loadSecrets(value, { ...sources, vars: {} });
}
