import { type ReadDocument, readJson } from "./json_read.ts";
import { SyntaxProblem } from "./place.ts";
import { readYaml } from "./yaml_read.ts";

/**
 * Reads a file by the ending of its name: `.json`, `.yaml` or `.yml`.
 *
 * @throws {SyntaxProblem} also when the name ends otherwise.
 */
export function readDocument(text: string, file: string): ReadDocument {
  if (/\.ya?ml$/.test(file)) return readYaml(text);
  if (file.endsWith(".json")) return readJson(text);
  throw new SyntaxProblem("Only files with json, yaml or yml extensions are supported", {
    line: 1,
    column: 1,
  });
}
