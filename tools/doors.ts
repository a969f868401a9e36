import { join } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;

/** One declaration of an exported name, as `deno doc --json` tells it. */
export interface Declaration {
  readonly kind: string;
  readonly declarationKind: string;
  readonly jsDoc?: { readonly doc?: string };
  readonly location: { readonly filename: string; readonly line: number };
}

/** One exported name of a door. */
export interface DoorSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** A door of a package: the module that others may import, and what it exports. */
export interface Door {
  /** `core`, `core_contracts`: the specifier without `@netops/`, in snake_case. */
  readonly name: string;
  readonly symbols: readonly DoorSymbol[];
}

interface Packaged {
  readonly exports?: string | Readonly<Record<string, string>>;
}

/** Reads every door of the workspace that exists. */
export async function readDoors(): Promise<Door[]> {
  const files = await doorFiles();
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...files.values()],
    cwd: ROOT,
    stdin: "null",
  }).output();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  const { nodes } = JSON.parse(new TextDecoder().decode(output.stdout)) as {
    nodes: Record<string, { symbols?: DoorSymbol[] }>;
  };
  return [...files].map(([name, file]) => ({
    name,
    symbols: nodes[new URL(`file://${file}`).href]?.symbols ?? [],
  }));
}

/** The files of the doors by name; a door that is declared and not built yet is left out. */
async function doorFiles(): Promise<Map<string, string>> {
  const root = await readJson<{ workspace: string[] }>(join(ROOT, "deno.json"));
  const files = new Map<string, string>();
  for (const member of root.workspace) {
    const { exports = {} } = await readJson<Packaged>(join(ROOT, member, "deno.json"));
    const subpaths = typeof exports === "string" ? { ".": exports } : exports;
    for (const [subpath, file] of Object.entries(subpaths)) {
      const name = join(member, subpath).replaceAll("/", "_");
      const path = join(ROOT, member, file);
      if (await Deno.stat(path).then(() => true, () => false)) files.set(name, path);
    }
  }
  return files;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(path)) as T;
}
