import type { FileChanges } from "@netops/pipelines";
import { join } from "node:path";

/**
 * Compares the files of two artifacts of one store; undefined when one of them is not there any more.
 *
 * Equal files of a store are one file with two names, so that most of them need not be read.
 */
export function artifactChanges(
  store: string,
  { from, to }: { readonly from: string; readonly to: string },
): FileChanges | undefined {
  const [old, fresh] = [listTree(join(store, from)), listTree(join(store, to))];
  if (old === undefined || fresh === undefined) return undefined;
  const both = [...fresh.keys()].filter((path) => old.has(path));
  return {
    added: [...fresh.keys()].filter((path) => !old.has(path)).sort(),
    changed: both.filter((path) => isOther(old.get(path)!, fresh.get(path)!)).sort(),
    removed: [...old.keys()].filter((path) => !fresh.has(path)).sort(),
  };
}

interface TreeFile {
  readonly path: string;
  readonly info: Deno.FileInfo;
}

function listTree(root: string): ReadonlyMap<string, TreeFile> | undefined {
  const files = new Map<string, TreeFile>();
  try {
    walk(root, "", files);
  } catch (error) {
    // It was collected, also while it was looked at.
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return files;
}

function walk(root: string, folder: string, files: Map<string, TreeFile>): void {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
    const inner = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory) walk(root, inner, files);
    else files.set(inner, { path: join(root, inner), info: Deno.lstatSync(join(root, inner)) });
  }
}

function isOther(one: TreeFile, other: TreeFile): boolean {
  const [{ info }, { info: fresh }] = [one, other];
  if (info.isSymlink !== fresh.isSymlink) return true;
  if (info.isSymlink) return Deno.readLinkSync(one.path) !== Deno.readLinkSync(other.path);
  if (info.ino !== null && info.ino === fresh.ino && info.dev === fresh.dev) return false;
  if (info.size !== fresh.size || info.mode !== fresh.mode) return true;
  return !areSame(Deno.readFileSync(one.path), Deno.readFileSync(other.path));
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
