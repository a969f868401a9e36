import { dirname } from "node:path";
import type { CheckoutPlace } from "./artifact.ts";
import { scanFolder, type ScanOptions } from "./scan.ts";
import type { DependenciesEntry, Tree, TreeEntry } from "./tree_entry.ts";

/**
 * Lists what of a folder that was written out of a repository goes into an artifact: all that was committed
 * but `exclude`, so that an unchanged work tree and its commit are the same artifact.
 *
 * Dependency folders that are not committed are linked from the work tree, as they are now; links that leave
 * the folder lead to where they lead from the work tree.
 */
export async function scanCheckout(options: ScanOptions, place: CheckoutPlace): Promise<Tree> {
  const committed = await scanFolder({ ...options, isCommitted: true });
  const entries = committed.entries.map((entry) => leadBack(entry, place));
  const linked = (await dependenciesOf(options, place)).filter((one) => fits(one, entries));
  const warnings = linked.map(({ path, target }) =>
    `${path} is not committed: linked from ${target} as it is now`
  );
  return {
    entries: [...entries, ...linked].toSorted((a, b) =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : 0
    ),
    warnings: [
      ...committed.warnings.map((text) => text.replaceAll(place.root, place.top ?? place.root)),
      ...warnings,
    ],
  };
}

/** What is written out is thrown away: a link out of the folder must lead into the work tree instead. */
function leadBack(entry: TreeEntry, { root, top }: CheckoutPlace): TreeEntry {
  if (entry.kind !== "link" || top === undefined) return entry;
  if (entry.target !== root && !entry.target.startsWith(`${root}/`)) return entry;
  return { ...entry, target: `${top}${entry.target.slice(root.length)}` };
}

async function dependenciesOf(
  { exclude, never }: ScanOptions,
  { folder }: CheckoutPlace,
): Promise<DependenciesEntry[]> {
  const dir = await Deno.realPath(folder).catch(() => undefined);
  // A folder of an older commit may have moved since; then there is nothing to link.
  if (dir === undefined) return [];
  const { entries } = await scanFolder({ dir, exclude, never });
  return entries.filter((entry) => entry.kind === "dependencies");
}

function fits({ path }: DependenciesEntry, entries: readonly TreeEntry[]): boolean {
  const parent = dirname(path);
  const isTaken = entries.some((entry) => entry.path === path);
  return !isTaken &&
    (parent === "." || entries.some((entry) => entry.kind === "folder" && entry.path === parent));
}
