import { z } from "zod";
import { isPlainMap } from "./layers.ts";
import type { ConfigPath } from "./config_layer.ts";
import { suggest } from "../suggest.ts";

/** A schema without what only says that it may be left out. */
function inner(schema: unknown): unknown {
  const isWrapper = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable;
  return isWrapper ? inner(schema.unwrap()) : schema;
}

/**
 * The schema of what stands at a path, where a union is walked through the option that `value` means;
 * undefined when nothing may stand there.
 */
export function schemaAt(schema: unknown, path: ConfigPath, value: unknown): unknown {
  const here = inner(schema);
  const [step, ...rest] = path;
  if (step === undefined) return here;
  if (here instanceof z.ZodUnion) {
    const at = meantOption(here, value);
    return at === undefined ? undefined : schemaAt(here.options[at], path, value);
  }
  const below = isPlainMap(value) || Array.isArray(value)
    ? (value as Record<string | number, unknown>)[step]
    : undefined;
  if (here instanceof z.ZodArray) return schemaAt(here.element, rest, below);
  if (here instanceof z.ZodRecord) return schemaAt(here.valueType, rest, below);
  if (!(here instanceof z.ZodObject)) return undefined;
  const shape: Readonly<Record<string, unknown>> = here.shape;
  return Object.hasOwn(shape, step) ? schemaAt(shape[step], rest, below) : undefined;
}

/** The keys of the map that `value` is meant to be; none when it is meant to be something else. */
export function knownKeys(schema: unknown, value: unknown): readonly string[] {
  const here = inner(schema);
  if (here instanceof z.ZodObject) return Object.keys(here.shape);
  if (!(here instanceof z.ZodUnion)) return [];
  const at = meantOption(here, value);
  return at === undefined ? [] : knownKeys(here.options[at], value);
}

/** Which option of a union a value is meant to be, by its kind and its keys; undefined when it could be any. */
export function meantOption(union: z.ZodUnion, value: unknown): number | undefined {
  const fitting = union.options.map((option, at) => ({ option: inner(option), at }))
    .filter(({ option }) => isOfKind(option, value));
  if (fitting.length < 2) return fitting[0]?.at;
  const keys = isPlainMap(value) ? Object.keys(value) : [];
  const scored = fitting.map(({ option, at }) => ({ at, score: scoreOf(option, keys, value) }));
  const best = Math.max(...scored.map(({ score }) => score));
  const [first, ...others] = scored.filter(({ score }) => score === best);
  return best > 0 && others.length === 0 ? first?.at : undefined;
}

function isOfKind(schema: unknown, value: unknown): boolean {
  if (schema instanceof z.ZodString) return typeof value === "string";
  if (schema instanceof z.ZodArray) return Array.isArray(value);
  return (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) && isPlainMap(value);
}

/** A discriminator counts most, then keys that are right, then those that are nearly. */
function scoreOf(schema: unknown, keys: readonly string[], value: unknown): number {
  if (!(schema instanceof z.ZodObject) || !isPlainMap(value)) return 0;
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  const known = Object.keys(shape);
  const literals = known.filter((key) => shape[key] instanceof z.ZodLiteral);
  if (literals.length > 0) {
    const fits = literals.every((key) =>
      (shape[key] as z.ZodLiteral).values.has(value[key] as never)
    );
    return fits ? 1_000 : 0;
  }
  const right = keys.filter((key) => known.includes(key)).length;
  const nearly = keys.filter((key) => suggest(key, known).length > 0).length;
  return 10 * right + nearly;
}
