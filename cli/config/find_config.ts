import { NetopsError } from "@netops/core";
import { dirname, join } from "node:path";

/** The names a configuration may have, in one folder only one of them. */
export const CONFIG_NAMES: readonly string[] = ["netops.yaml", "netops.yml", "netops.json"];

/**
 * Finds the configuration nearest to a folder, searching upward; undefined when there is none.
 *
 * @throws {NetopsError} CONFIG_INVALID when one folder holds two of them.
 */
export async function findConfig(dir: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const name of CONFIG_NAMES) {
    if (await isFile(join(dir, name))) found.push(name);
  }
  if (found.length > 1) {
    throw new NetopsError(
      "CONFIG_INVALID",
      `Cannot choose between ${found.join(" and ")} in ${dir} as only one may be there`,
      { fix: `remove one, or name it: netops up -f ${found[0]}`, details: { dir, found } },
    );
  }
  if (found[0] !== undefined) return join(dir, found[0]);
  const parent = dirname(dir);
  return parent === dir ? undefined : await findConfig(parent);
}

/** The file of machine overrides beside a configuration: `netops.yaml` has `netops.local.yaml`. */
export function localConfigPath(file: string): string {
  return file.replace(/(\.[^./\\]+)?$/, (extension) => `.local${extension || ".yaml"}`);
}

/** True when `path` is a file. */
export async function isFile(path: string): Promise<boolean> {
  return (await statOrUndefined(path))?.isFile === true;
}

/** True when `path` is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return (await statOrUndefined(path))?.isDirectory === true;
}

/** True when something is at `path`, whatever it is. */
export async function isThere(path: string): Promise<boolean> {
  return await statOrUndefined(path) !== undefined;
}

async function statOrUndefined(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}
