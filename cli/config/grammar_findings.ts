import { z } from "zod";
import type { ConfigPath } from "./config_layer.ts";
import { formatPath, show } from "./issues.ts";
import { isPlainMap } from "./layers.ts";
import { suggest } from "../suggest.ts";
import { knownKeys, meantOption, schemaAt } from "./schema_at.ts";

type Issue = z.core.$ZodIssue;

/** Something wrong with a value, before its place is known. */
export interface PathFinding {
  readonly path: ConfigPath;
  readonly message: string;
  readonly fix?: string;
  readonly severity?: "warning";
  /** What of the path is meant; its value when absent. */
  readonly part?: "key";
}

/**
 * Says what of a value does not fit a schema, each with its path and what was meant.
 *
 * Where a union does not fit, the option that was meant by its keys is told, not all of them. Texts of
 * the schema complete the sentence "KEY must be …".
 */
export function grammarFindings(schema: z.ZodType, value: unknown): readonly PathFinding[] {
  const issues = (schema.safeParse(value).error?.issues ?? [])
    .flatMap((issue) => meantIssues(issue, { schema, value }));
  const findings = issues.flatMap((issue) => toFindings(issue, { schema, value }));
  // A key that was mistyped is not missing as well.
  const meant = new Set(
    findings.flatMap(({ path, meant }) =>
      meant === undefined ? [] : [formatPath([...path.slice(0, -1), meant])]
    ),
  );
  return findings.filter(({ isMissing, path }) => !(isMissing && meant.has(formatPath(path))))
    .map(({ isMissing: _, meant: __, ...finding }) => finding);
}

interface Root {
  readonly schema: unknown;
  readonly value: unknown;
}

type Found = PathFinding & { readonly isMissing?: true; readonly meant?: string };

/** The issues of the option of a union that was meant, or of the union when any could be. */
function meantIssues(issue: Issue, root: Root): readonly Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const union = schemaAt(root.schema, pathOf(issue), root.value);
  const value = valueAt(root.value, pathOf(issue));
  const at = union instanceof z.ZodUnion ? meantOption(union, value) : undefined;
  if (at === undefined) return [issue];
  return (issue.errors[at] ?? []).flatMap((inner) =>
    meantIssues({ ...inner, path: [...issue.path, ...inner.path] }, root)
  );
}

function pathOf({ path }: Issue): ConfigPath {
  return path.map((step) => typeof step === "number" ? step : String(step));
}

function toFindings(issue: Issue, root: Root): readonly Found[] {
  const path = pathOf(issue);
  if (issue.code === "unrecognized_keys") {
    const value = valueAt(root.value, path);
    const known = knownKeys(schemaAt(root.schema, path, root.value), value);
    const free = known.filter((key) => !(isPlainMap(value) && Object.hasOwn(value, key)));
    return issue.keys.map((key) => unknownKey([...path, key], free, known));
  }
  const found = valueAt(root.value, path);
  const name = path.length === 0 ? "It" : formatPath(path);
  const words = wordsOf(issue);
  if (found === undefined && path.length > 0) {
    const fix = `add ${path.at(-1)}: ${words}`;
    return [{ path, message: `${name} is missing`, fix, isMissing: true }];
  }
  const near = typeof found === "string" ? suggest(found, choicesOf(issue))[0] : undefined;
  return [{
    ...{ path, message: `${name} must be ${words}, not ${show(found)}` },
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  }];
}

function unknownKey(path: ConfigPath, free: readonly string[], known: readonly string[]): Found {
  const [near] = suggest(String(path.at(-1)), free);
  const parent = formatPath(path.slice(0, -1));
  const message = `Unknown key "${path.at(-1)}"${parent === "" ? "" : ` in ${parent}`}`;
  if (near !== undefined) {
    return { path, part: "key", message, fix: `did you mean "${near}"?`, meant: near };
  }
  const fix = known.length === 0 ? "take it out" : `use one of ${known.join(", ")}`;
  return { path, part: "key", message, fix };
}

/** The words that a value must be one of. */
function choicesOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union" || issue.errors.length > 0) return [];
  return (issue as { readonly options?: readonly unknown[] }).options?.map(String) ?? [];
}

/** Zod's own texts are sentences about types: only what is wanted is of use. */
function wordsOf(issue: Issue): string {
  const choices = choicesOf(issue);
  if (issue.code === "invalid_union" && choices.length > 0) return `one of ${choices.join(", ")}`;
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "a whole number" : `a ${issue.expected}`;
    case "invalid_value":
      return choices.join(" or ");
    case "invalid_format":
      return `text like ${issue.pattern ?? issue.format}`;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    default:
      return "something else";
  }
}

function valueAt(root: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isPlainMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}
