import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { LinkEntry } from "./tree_entry.ts";

/**
 * Describes a symbolic link of a folder so that it means the same in the copy.
 *
 * What stays inside the folder becomes relative; what leaves it points at the same place as before,
 * by its absolute path: such a target is not copied and not part of the content hash.
 */
export function linkEntry(
  dir: string,
  path: string,
  target: string,
): { readonly entry: LinkEntry; readonly leaves: boolean } {
  const from = dirname(join(dir, path));
  const full = resolve(from, target);
  const inside = relative(dir, full);
  const leaves = inside === ".." || inside.startsWith("../") || isAbsolute(inside);
  const kept = leaves ? full : isAbsolute(target) ? relative(from, full) || "." : target;
  return { entry: { kind: "link", path, target: kept }, leaves };
}
