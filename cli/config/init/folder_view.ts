import { basename, join } from "node:path";

/** What of a folder is looked at: the names in it, and the text of some. */
export interface FolderView {
  /** Absolute. */
  readonly dir: string;
  readonly name: string;
  readonly files: ReadonlySet<string>;
  readonly folders: readonly string[];
  /** The text of a file of this folder (also `sub/file`), or undefined when it is not there. */
  read(path: string): string | undefined;
}

/** Above this a file is no source that somebody wrote. */
const LARGEST_BYTES = 512 * 1024;

const SKIPPED = new Set([
  "node_modules",
  "vendor",
  "venv",
  "dist",
  "build",
  "target",
  "__pycache__",
]);

/** Looks at a folder; hidden folders and those of dependencies and builds are left out. */
export function viewFolder(dir: string): FolderView {
  const items = [...Deno.readDirSync(dir)].toSorted((a, b) => a.name < b.name ? -1 : 1);
  return {
    dir,
    name: basename(dir),
    files: new Set(items.filter((item) => !item.isDirectory).map((item) => item.name)),
    folders: items.filter((item) => item.isDirectory).map((item) => item.name)
      .filter((name) => !name.startsWith(".") && !SKIPPED.has(name)),
    read: (path) => readText(join(dir, path)),
  };
}

/** Reads JSON of a folder, with comments allowed; undefined when it is not there or broken. */
export function readJson(view: FolderView, path: string): Record<string, unknown> | undefined {
  const text = view.read(path);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Broken JSON tells nothing; the program that owns it will complain better.
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile && size <= LARGEST_BYTES ? Deno.readTextFileSync(path) : undefined;
  } catch {
    // Not there, or not readable: then it is not looked at.
    return undefined;
  }
}
