import type { StageSpec, ValueReference } from "@netops/core/contracts";

/** Where in a stage a value stands, such as `env.TARGET` or `that.0.left`. */
export type ValuePlace = string;

/** Fields that hold no references: what looks like one there belongs to somebody else. */
const OPAQUE: ReadonlySet<string> = new Set([
  ...["name", "type", "needs", "judging", "window", "from", "body"],
]);

/** Fields that are a set of named values: `{parameter: "x"}` is a value of the name "parameter" there. */
const NAMED: ReadonlySet<string> = new Set(["env", "headers", "parameters", "variables"]);

/** Fields in which a number stays one; everywhere else what is filled in is text. */
const TYPED: ReadonlySet<string> = new Set(["parameters", "variables", "that", "when"]);

/** Puts something in the place of every reference of a stage. */
export function mapReferences(
  spec: StageSpec,
  fill: (reference: ValueReference, place: ValuePlace, isText: boolean) => unknown,
): StageSpec {
  const fields = Object.entries(spec).map(([field, value]) => {
    if (OPAQUE.has(field)) return [field, value];
    const visit = (inner: unknown, place: string): unknown =>
      walk(inner, place, (reference, where) => fill(reference, where, !TYPED.has(field)));
    return [field, NAMED.has(field) ? mapFields(value, field, visit) : visit(value, field)];
  });
  return Object.fromEntries(fields) as StageSpec;
}

function walk(
  value: unknown,
  place: ValuePlace,
  fill: (reference: ValueReference, place: ValuePlace) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isReference(value)) return fill(value, place);
  if (Array.isArray(value)) return value.map((one, at) => walk(one, `${place}.${at}`, fill));
  return mapFields(value, place, (inner, where) => walk(inner, where, fill));
}

function mapFields(
  value: unknown,
  place: ValuePlace,
  visit: (inner: unknown, place: ValuePlace) => unknown,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, visit(inner, `${place}.${name}`)]),
  );
}

const OUTPUT = /^[a-z][a-z0-9-]*\.[a-zA-Z]+$/;

function isReference(value: object): value is ValueReference {
  const [[name, inner] = [], ...others] = Object.entries(value);
  if (others.length > 0 || typeof inner !== "string") return false;
  return name === "parameter" || name === "output" && OUTPUT.test(inner);
}
