import { z } from "zod";
import { suggest } from "../suggest.ts";
import type { ConfigPath } from "./config_layer.ts";
import { isPlainMap } from "./layers.ts";

/** A key that is not known and looks like one that is. */
export interface StrangerKey {
  readonly path: ConfigPath;
  /** The known key that it looks like. */
  readonly meant: string;
}

/**
 * Finds mistyped keys where a schema lets unknown ones through: those that look like a known key that is not
 * there. What looks like none is for somebody else.
 */
export function strangerKeys(
  schema: unknown,
  value: unknown,
  options: { readonly path: ConfigPath } = { path: [] },
): readonly StrangerKey[] {
  const { path } = options;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return strangerKeys(schema.unwrap(), value, options);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, at) => strangerKeys(schema.element, item, { path: [...path, at] }));
  }
  if (schema instanceof z.ZodRecord && isPlainMap(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      strangerKeys(schema.valueType, item, { path: [...path, key] })
    );
  }
  return schema instanceof z.ZodObject && isPlainMap(value) ? ofObject(schema, value, options) : [];
}

function ofObject(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
  { path }: { readonly path: ConfigPath },
): StrangerKey[] {
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  const free = Object.keys(shape).filter((key) => !Object.hasOwn(value, key));
  return Object.entries(value).flatMap(([key, item]): readonly StrangerKey[] => {
    if (Object.hasOwn(shape, key)) return strangerKeys(shape[key], item, { path: [...path, key] });
    const [meant] = suggest(key, free);
    return meant === undefined ? [] : [{ path: [...path, key], meant }];
  });
}
