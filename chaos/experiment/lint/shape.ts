import type { z } from "zod";
import type { Path } from "../document/place.ts";
import { isMap, toPlain, type Value } from "../python/value.ts";
import { typeName } from "../python/python_error.ts";
import { type Finding, formatPath } from "./diagnostic.ts";
import { nearestWord } from "./nearest.ts";

/** A schema of an object that lets unknown keys through. */
export type ObjectSchema = z.ZodType & { readonly shape: Readonly<Record<string, z.ZodType>> };

/** Holds a value against a schema: what is missing, of the wrong type, or mistyped. */
export function shapeFindings(schema: ObjectSchema, value: Value, path: Path): Finding[] {
  const issues = schema.safeParse(toPlain(value)).error?.issues ?? [];
  const unknown = unknownKeys(schema, value, path);
  const meant = new Set(unknown.map(({ meant }) => meant));
  const findings = issues.filter((issue) =>
    !(issue.path.length === 1 && meant.has(String(issue.path[0])))
  )
    .map((issue) => issueFinding(issue, value, path));
  return [...unknown.map(({ finding }) => finding), ...findings];
}

/** Only the keys that a schema does not know. */
export function unknownKeyFindings(schema: ObjectSchema, value: Value, path: Path): Finding[] {
  return unknownKeys(schema, value, path).map(({ finding }) => finding);
}

function unknownKeys(
  schema: ObjectSchema,
  value: Value,
  path: Path,
): { finding: Finding; meant: string | undefined }[] {
  if (!isMap(value)) return [];
  const known = Object.keys(schema.shape);
  const free = known.filter((key) => !Object.hasOwn(value, key));
  return Object.keys(value).filter((key) => !known.includes(key)).map((key) => {
    const meant = nearestWord(key, free);
    const common = { path: [...path, key], message: `Unknown key "${key}"` };
    if (meant !== undefined) {
      return { finding: { ...common, fix: `did you mean "${meant}"?` }, meant };
    }
    return { finding: { ...common, severity: "warning" as const }, meant };
  });
}

/** An issue of a schema in words; `base` is where the value stands. */
export function issueFinding(issue: z.core.$ZodIssue, value: Value, base: Path): Finding {
  const inner = issue.path.map((step) => typeof step === "number" ? step : String(step));
  const path = [...base, ...inner];
  const name = path.length === 0 ? "The experiment" : formatPath(path);
  const found = valueAt(value, inner);
  if (found === undefined) return { path, message: `${name} is missing` };
  const near = issue.code === "invalid_value" && typeof found === "string"
    ? nearestWord(found, issue.values.map(String))
    : undefined;
  return {
    path,
    message: `${name}: ${wordsOf(issue)}, not ${show(found)}`,
    ...(near === undefined ? {} : { fix: `did you mean "${near}"?` }),
  };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be a ${issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "invalid_format":
      return "is not written as it must be (durations are like 500ms, 3s or 2m)";
    case "too_small":
      return "is too small or empty";
    case "too_big":
      return "is too large or may not be there";
  }
  return "has the wrong type";
}

function valueAt(value: Value, path: Path): Value | undefined {
  let found: Value | undefined = value;
  for (const step of path) {
    if (Array.isArray(found) && typeof step === "number") found = found[step];
    else if (isMap(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

/** A value in a message: text and numbers as they are, others by their kind. */
export function show(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null ? "null" : `a ${typeName(value)}`;
}
