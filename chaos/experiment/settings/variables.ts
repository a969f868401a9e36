import { extname } from "node:path/posix";
import { convertToType } from "../python/convert.ts";
import { noAttribute, PythonError } from "../python/python_error.ts";
import { isMap, isTruthy, setMember, type Value, type ValueMap } from "../python/value.ts";
import { readJson } from "../document/json_read.ts";
import { SyntaxProblem } from "../document/place.ts";
import { readYaml } from "../document/yaml_read.ts";

/** A file of `--var-file`, with its text. */
export interface VariableFile {
  readonly path: string;
  readonly text: string;
}

/** Values from the command line. */
export interface Variables {
  readonly configuration: ValueMap;
  readonly secrets: ValueMap;
  /** What `.env` files set. */
  readonly env: Readonly<Record<string, string>>;
}

/** No values at all. */
export const NO_VARIABLES: Variables = { configuration: {}, secrets: {}, env: {} };

/**
 * Reads `--var name[:type]=value`.
 *
 * @throws {PythonError} ValueError when one has another form or cannot be converted; a usage error.
 */
export function readVariables(given: readonly string[]): ValueMap {
  const variables: ValueMap = {};
  for (const text of given) {
    const at = text.indexOf("=");
    if (at < 0) {
      throw new PythonError("ValueError", "var needs to be in the format name[:type]=value");
    }
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    const colon = name.lastIndexOf(":");
    if (colon < 0) setMember(variables, name, value);
    else setMember(variables, name.slice(0, colon), typed(name.slice(colon + 1), value));
  }
  return variables;
}

function typed(type: string, value: string): Value {
  try {
    return convertToType(type, value);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new PythonError("ValueError", "var cannot convert value to required type");
  }
}

/**
 * Reads the files of `--var-file` in order, later ones over earlier ones: JSON or YAML with `configuration`
 * and `secrets`, or lines `NAME=value` for the environment. Files that cannot be parsed are left out.
 *
 * @throws {PythonError} when a file is neither.
 */
export function mergeVariables(variables: ValueMap, files: readonly VariableFile[]): Variables {
  const merged = { configuration: {} as ValueMap, secrets: {} as ValueMap };
  const env: Record<string, string> = {};
  for (const file of files) {
    if (file.text === "") continue;
    const data = parse(file);
    if (data === undefined) continue;
    if (!isTruthy(data)) {
      Object.assign(env, environmentOf(file.text));
      continue;
    }
    if (!isMap(data)) throw noAttribute(data, "get");
    for (const part of ["configuration", "secrets"] as const) {
      const values = Object.hasOwn(data, part) ? data[part] ?? null : {};
      if (!isMap(values)) throw new PythonError("TypeError", `${part} must be a mapping`);
      Object.assign(merged[part], values);
    }
  }
  return { ...merged, configuration: { ...merged.configuration, ...variables }, env };
}

/** Undefined when the file cannot be parsed, None when it is of another kind. */
function parse({ path, text }: VariableFile): Value | undefined {
  const ending = extname(path);
  try {
    if (ending === ".yaml" || ending === ".yml") return readYaml(text).value;
    return ending === ".json" ? readJson(text).value : null;
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}

function environmentOf(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const written of text.split("\n")) {
    const line = written.trim();
    if (line === "" || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    if (at < 0) {
      throw new PythonError("ValueError", "not enough values to unpack (expected 2, got 1)");
    }
    env[line.slice(0, at)] = line.slice(at + 1);
  }
  return env;
}
