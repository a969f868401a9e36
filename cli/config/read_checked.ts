import { NetopsError } from "@netops/core";
import type { z } from "zod";
import { type ConfigLayer, type ConfigPath, parseConfigLayer } from "./config_layer.ts";
import { type ConfigProblem, formatProblems, sortProblems } from "./config_problem.ts";
import { formatPath, show } from "./issues.ts";
import { findPlace, isPlainMap } from "./layers.ts";
import { strangerKeys } from "./stranger_keys.ts";

/** What a file must be. */
export interface CheckedFile<T> {
  /** As it is called in messages. */
  readonly file: string;
  readonly text: string;
  readonly schema: z.ZodType<T>;
}

/** Something wrong with a value, before its place is known. */
export interface PathProblem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly fix?: string;
  /** What of the path is meant; its value when absent. */
  readonly part?: "key";
}

/** A value that fits its schema, and how to tell that something else is wrong with it. */
export interface CheckedValue<T> {
  readonly value: T;
  /** @throws {NetopsError} CONFIG_INVALID with the place of each problem; nothing without problems. */
  readonly refuse: (problems: readonly PathProblem[]) => void;
}

/**
 * Reads a JSON or YAML file by a schema, and keeps the places of everything in it.
 *
 * @throws {NetopsError} CONFIG_INVALID with every problem, each with `file:line:column`; `details` hold them
 * as `problems`.
 */
export function readChecked<T>({ file, text, schema }: CheckedFile<T>): CheckedValue<T> {
  const plain = jsonOf(text);
  // Places cost a second parser, which takes long for many points: they are for files with mistakes.
  const layer = plain === undefined ? parseConfigLayer(text, file) : undefined;
  if (layer !== undefined && layer.problems.length > 0) throw invalid(file, layer.problems);
  const value = plain === undefined ? layer?.value : plain.value;
  const refuse = (problems: readonly PathProblem[]) => {
    if (problems.length === 0) return;
    throw invalid(file, placed(problems, layer ?? parseConfigLayer(text, file)));
  };
  const parsed = schema.safeParse(value);
  const mistyped = strangerKeys(schema, value);
  refuse([
    ...mistyped.map(({ path, meant }) => ({
      ...{ path, part: "key", message: `Unknown key "${path.at(-1)}"` } as const,
      fix: `did you mean "${meant}"?`,
    })),
    ...missingOrOdd(parsed.error?.issues ?? [], value, {
      meant: new Set(mistyped.map(({ path, meant }) => formatPath([...path.slice(0, -1), meant]))),
    }),
  ]);
  if (!parsed.success) throw new NetopsError("BUG", `Cannot say what is wrong with ${file}`);
  return { value: parsed.data, refuse };
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // It may be YAML; if it is neither, that parser says where.
    return undefined;
  }
}

/** A key that was mistyped is not missing as well. */
function missingOrOdd(
  issues: readonly z.core.$ZodIssue[],
  root: unknown,
  { meant }: { readonly meant: ReadonlySet<string> },
): PathProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => typeof step === "number" ? step : String(step));
    if (meant.has(formatPath(path))) return [];
    const found = valueAt(root, path);
    const name = path.length === 0 ? "It" : formatPath(path);
    return found === undefined && path.length > 0
      ? [{ path, message: `${name} is missing`, fix: `add ${path.at(-1)}: ${issue.message}` }]
      : [{ path, message: `${name} must be ${issue.message}, not ${show(found)}` }];
  });
}

function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isPlainMap(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

function placed(problems: readonly PathProblem[], layer: ConfigLayer): ConfigProblem[] {
  return problems.map(({ path, message, fix, part }) => ({
    ...{ place: findPlace([layer], path, part ?? "value"), message },
    ...(fix === undefined ? {} : { fix }),
  }));
}

function invalid(file: string, found: readonly ConfigProblem[]): NetopsError {
  const problems = sortProblems(found);
  const count = problems.length === 1 ? "an error" : `${problems.length} errors`;
  const message = `Cannot use ${file} as it has ${count}\n\n${formatProblems(problems)}\n`;
  return new NetopsError("CONFIG_INVALID", message, {
    ...{ details: { file, problems }, fix: `mend ${problems.length === 1 ? "it" : "them"}` },
  });
}
