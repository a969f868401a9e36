import type { ConfigLayer, ConfigPath } from "./config_layer.ts";
import type { ConfigPlace } from "./config_problem.ts";

/**
 * Merges layers by key, first wins: maps are merged, lists and scalars replaced as a whole.
 *
 * A layer that as a whole is no map is the answer, so that the grammar can refuse it.
 */
export function mergeLayers(layers: readonly ConfigLayer[]): unknown {
  const values = layers.map((layer) => layer.value)
    .filter((value) => value !== undefined && value !== null);
  const odd = values.find((value) => !isPlainMap(value));
  return odd ?? values
    .reduceRight<unknown>((under, over) => merge(under, over), undefined) ??
    {};
}

/** Where a value that counts stands: in the first layer that sets it, else at its nearest parent. */
export function findPlace(
  layers: readonly ConfigLayer[],
  path: ConfigPath,
  part: "key" | "value",
): ConfigPlace {
  for (const layer of layers) {
    const place = layer.value === undefined ? undefined : layer.place(path, part);
    if (place !== undefined) return place;
  }
  const nearest = layers.filter((layer) => layer.value !== undefined)
    .map((layer) => layer.nearest(path))
    .reduce((best, next) => next.depth > best.depth ? next : best, NOWHERE);
  return nearest.place;
}

/** The source of a value, or undefined when no layer sets it. */
export function findSource(
  layers: readonly ConfigLayer[],
  path: ConfigPath,
): ConfigPlace | undefined {
  for (const layer of layers) {
    const place = layer.value === undefined ? undefined : layer.place(path, "value");
    if (place !== undefined) return place;
  }
  return undefined;
}

/** True for what YAML calls a map. */
export function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NOWHERE: { place: ConfigPlace; depth: number } = {
  place: { source: "the configuration" },
  depth: -2,
};

function merge(under: unknown, over: unknown): unknown {
  if (!isPlainMap(under) || !isPlainMap(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      !Object.hasOwn(over, key)
        ? under[key]
        : Object.hasOwn(under, key)
        ? merge(under[key], over[key])
        : over[key],
    ]),
  );
}
