import { convertToType } from "../python/convert.ts";
import { ActivityFailed, noAttribute, PythonError } from "../python/python_error.ts";
import { copyValue, isMap, setMember, type Value, type ValueMap } from "../python/value.ts";
import type { ActivityCall } from "../providers/call.ts";
import { runProvider } from "../providers/run_provider.ts";
import { isInterruption } from "../run/interruption.ts";
import { InvalidExperiment } from "./invalid_experiment.ts";

/** Where settings are read from. */
export interface SettingsSources {
  readonly env: Readonly<Record<string, string>>;
  /** Values of `--var` and `--var-file`; those that are used are taken out. */
  readonly vars?: ValueMap;
  /** Reads a file that a `file` setting names; without it such settings are plain mappings. */
  readonly readFile?: (path: string) => string;
}

/**
 * Loads `configuration`: plain values, and those of the environment with default and type. What `vars` knows
 * replaces what the experiment says, but adds no key.
 *
 * @throws {InvalidExperiment} when a variable of the environment is not there.
 * @throws {PythonError} when a value cannot be converted.
 */
export function loadConfiguration(
  info: Value,
  { env, vars = {}, readFile }: SettingsSources,
): ValueMap {
  if (!isMap(info)) throw noAttribute(info, "items");
  const loaded: ValueMap = {};
  for (const [key, written] of Object.entries(info)) {
    const value = Object.hasOwn(vars, key) ? vars[key] ?? null : written;
    delete vars[key];
    setMember(loaded, key, loadOne(value, env, readFile));
  }
  return loaded;
}

function loadOne(
  value: Value,
  env: Readonly<Record<string, string>>,
  readFile: SettingsSources["readFile"],
): Value {
  if (!isMap(value)) return value;
  if (value["type"] === "file" && readFile !== undefined) return readSetting(value, readFile);
  if (value["type"] !== "env") return value;
  const name = envKey(value);
  if (!Object.hasOwn(env, name) && !Object.hasOwn(value, "default")) {
    throw new InvalidExperiment(
      `Configuration makes reference to an environment key that does not exist: ${name}`,
    );
  }
  const found = Object.hasOwn(env, name) ? env[name] ?? null : value["default"] ?? null;
  return convertToType(value["env_var_type"], found);
}

/** Reads the file of a `file` setting, without the line end at its end. */
export function readSetting(value: ValueMap, readFile: (path: string) => string): Value {
  const { path } = value;
  if (typeof path !== "string") throw new InvalidExperiment("A file setting needs a path");
  try {
    return readFile(path).replace(/\r?\n$/, "");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidExperiment(`Cannot read the file ${path} of a setting: ${reason}`);
  }
}

/** The name of the variable that an `env` setting wants. */
export function envKey(value: ValueMap): string {
  if (!Object.hasOwn(value, "key")) throw new PythonError("KeyError", "'key'");
  const key = value["key"];
  if (typeof key === "string") return key;
  throw new PythonError("TypeError", "str expected");
}

/**
 * Runs the probes among configuration values and takes their answers: what a function returns, a program's
 * stripped stdout if it exits with 0, the body of an answer. One that fails leaves its key out.
 */
export async function loadDynamicConfiguration(
  loaded: ValueMap,
  call: ActivityCall,
): Promise<ValueMap> {
  const configuration: ValueMap = {};
  for (const [key, value] of Object.entries(loaded)) {
    if (!isMap(value) || value["type"] !== "probe") {
      setMember(configuration, key, value);
      continue;
    }
    const found = await askProbe(value, { ...call, scope: { ...call.scope, configuration } });
    if (found !== undefined) setMember(configuration, key, found);
  }
  return configuration;
}

async function askProbe(probe: ValueMap, call: ActivityCall): Promise<Value | undefined> {
  const { provider } = probe;
  if (!isMap(provider) || !Object.hasOwn(provider, "type")) {
    throw new PythonError("KeyError", isMap(provider) ? "'type'" : "'provider'");
  }
  provider["secrets"] = copyValue(call.scope.secrets);
  let output: Value;
  try {
    output = await runProvider(probe, call);
  } catch (error) {
    if (isInterruption(error)) throw error;
    if (error instanceof ActivityFailed || error instanceof Error) return undefined;
    throw error;
  }
  if (provider["type"] === "python") return output;
  if (!isMap(output)) return undefined;
  if (provider["type"] === "http") return output["body"] ?? null;
  return output["status"] === 0 ? String(output["stdout"]).trim() : undefined;
}
