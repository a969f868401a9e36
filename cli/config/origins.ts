import type { ConfigLayer, ConfigPath } from "./config_layer.ts";
import { formatPlace } from "./config_problem.ts";
import { findSource, isPlainMap } from "./layers.ts";
import { formatPath } from "./issues.ts";
import type { ConfigOrigin } from "./loaded_config.ts";

/** Names the source of every value of a parsed configuration, in the order of its keys. */
export function listOrigins(config: unknown, layers: readonly ConfigLayer[]): ConfigOrigin[] {
  return leaves(config, []).map(({ path, value }) => {
    const place = findSource(layers, path);
    const source = place === undefined ? "default" : formatPlace(place);
    return { key: formatPath(path), value, source };
  });
}

/** Prints `key: value  source` in three columns, for `config show --origin`. */
export function formatOrigins(origins: readonly ConfigOrigin[]): string {
  const rows = origins.map(({ key, value, source }) =>
    [key, JSON.stringify(value), source] as const
  );
  const keyWidth = Math.max(0, ...rows.map(([key]) => key.length));
  const valueWidth = Math.min(48, Math.max(0, ...rows.map(([, value]) => value.length)));
  return rows.map(([key, value, source]) =>
    `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${source}\n`
  ).join("");
}

function leaves(value: unknown, path: ConfigPath): { path: ConfigPath; value: unknown }[] {
  if (value === undefined) return [];
  // {tcp: true} is one value; an empty map or a list is one too.
  const isLeaf = !isPlainMap(value) || Object.keys(value).length === 0 || path.at(-1) === "health";
  if (isLeaf) return [{ path, value }];
  return Object.keys(value).flatMap((key) => leaves(value[key], [...path, key]));
}
