import {
  type KnobIssue,
  type MonkeyKind,
  type MonkeyKnobs,
  readKnobs,
} from "@netops/chaos/monkeys";
import { NetopsError } from "@netops/core";
import { type ConfigLayer, parseConfigLayer } from "../config/config_layer.ts";
import { type ConfigProblem, formatProblems, sortProblems } from "../config/config_problem.ts";
import { formatPath } from "../config/issues.ts";
import { findPlace, isPlainMap } from "../config/layers.ts";
import { join } from "../home/paths.ts";
import { suggest } from "../suggest.ts";

/** Where knobs are read from. */
export interface LoadKnobsOptions {
  /** As it was typed; without one the defaults count. */
  readonly file: string | undefined;
  readonly kind: MonkeyKind;
  readonly cwd: string;
  /** How wide excerpts may be. */
  readonly width?: number;
}

/**
 * Reads the knobs of a monkey.
 *
 * @throws {NetopsError} CONFIG_INVALID with every problem, each with `file:line:column`.
 */
export function loadKnobs({ file, kind, cwd, width }: LoadKnobsOptions): MonkeyKnobs {
  if (file === undefined) return orThrow(readKnobs(kind, undefined).knobs);
  const layer = parseConfigLayer(readText(file, cwd), file);
  const { knobs, issues } = layer.problems.length > 0
    ? { knobs: undefined, issues: [] }
    : readKnobs(kind, layer.value);
  if (knobs !== undefined) return knobs;
  const found = [...layer.problems, ...issues.map((issue) => problemOf(issue, layer))];
  const problems = sortProblems(found);
  const count = problems.length === 1 ? "an error" : `${problems.length} errors`;
  const text = formatProblems(problems, width);
  throw new NetopsError("CONFIG_INVALID", `Cannot use ${file} as it has ${count}\n\n${text}\n`, {
    details: { file, problems },
    fix: `mend ${problems.length === 1 ? "it" : "them"}; docs/monkeys.md lists every knob`,
  });
}

function orThrow(knobs: MonkeyKnobs | undefined): MonkeyKnobs {
  if (knobs !== undefined) return knobs;
  throw new NetopsError("BUG", "Cannot use the default knobs");
}

function readText(file: string, cwd: string): string {
  try {
    return Deno.readTextFileSync(file.startsWith("/") ? file : join(cwd, file));
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : String(cause);
    throw new NetopsError("CONFIG_INVALID", `Cannot read ${file} as ${why}`, { cause });
  }
}

function problemOf({ path, message, known }: KnobIssue, layer: ConfigLayer): ConfigProblem {
  const layers = [layer];
  if (known !== undefined) {
    const name = String(path.at(-1));
    const parent = path.slice(0, -1);
    const [near] = suggest(name, known);
    return {
      place: findPlace(layers, path, "key"),
      message: `Unknown key "${name}"${parent.length === 0 ? "" : ` in ${formatPath(parent)}`}`,
      fix: near === undefined ? `use one of ${known.join(", ")}` : `did you mean "${near}"?`,
    };
  }
  const name = path.length === 0 ? "The file" : formatPath(path);
  const place = findPlace(layers, path, "value");
  return { place, message: `${name} must be ${message}, not ${show(valueAt(layer.value, path))}` };
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isPlainMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}

function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
