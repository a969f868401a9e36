import { dirname, join } from "node:path";
import type { DependenciesEntry } from "./tree_entry.ts";

/** Never sources: linked whether git ignores them or not. */
const ALWAYS = new Set(["node_modules", ".venv", "venv"]);

/** Dependencies only where git ignores them: some projects commit them as sources. */
const WHEN_IGNORED = new Set(["vendor"]);

/** Files that say what is inside: first those beside the folder, then those in it. */
const LOCKS_BESIDE: readonly string[] = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  "deno.lock",
  "requirements.txt",
  "poetry.lock",
  "uv.lock",
  "pdm.lock",
  "Pipfile.lock",
  "composer.lock",
  "go.sum",
  "Gemfile.lock",
];
const LOCKS_INSIDE: readonly string[] = [
  ".package-lock.json",
  ".yarn-state.yml",
  ".modules.yaml",
  "pyvenv.cfg",
  "composer/installed.json",
  "modules.txt",
];

/** Says whether a folder holds dependencies that are linked instead of copied. */
export function isDependencyFolder(name: string, isGitIgnored: boolean): boolean {
  return ALWAYS.has(name) || (WHEN_IGNORED.has(name) && isGitIgnored);
}

/** Describes a dependency folder: where it is, and which lock files tell its content. */
export async function dependenciesEntry(dir: string, path: string): Promise<DependenciesEntry> {
  const target = join(dir, path);
  const candidates = [
    ...LOCKS_BESIDE.map((name) => join(dirname(target), name)),
    ...LOCKS_INSIDE.map((name) => join(target, name)),
  ];
  const there = await Promise.all(candidates.map(isFile));
  return { kind: "dependencies", path, target, locks: candidates.filter((_, at) => there[at]) };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    // Not there or not readable: it cannot tell anything.
    return false;
  }
}
