import type { Files } from "./ports.ts";

/** The files of this machine. */
export const denoFiles: Files = {
  kindOf(path) {
    const found = statOf(() => Deno.statSync(path));
    if (found === undefined) return undefined;
    return found.isFile ? "file" : found.isDirectory ? "folder" : "other";
  },
  isLink: (path) => statOf(() => Deno.lstatSync(path))?.isSymlink ?? false,
  sizeBytes: (path) => Deno.statSync(path).size,
  readText: (path) => Deno.readTextFileSync(path),
  list: (path) => [...Deno.readDirSync(path)].map((entry) => entry.name),
  remove: (path, options) => Deno.removeSync(path, { recursive: options?.recursive ?? false }),
  makeFolder: (path, options) => Deno.mkdirSync(path, { recursive: options?.recursive ?? false }),
  rename: (from, to) => Deno.renameSync(from, to),
  copy: (from, to) => Deno.copyFileSync(from, to),
};

function statOf(stat: () => Deno.FileInfo): Deno.FileInfo | undefined {
  try {
    return stat();
  } catch (error) {
    // Python's exists() also answers False for what may not be looked at.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return undefined;
    }
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
