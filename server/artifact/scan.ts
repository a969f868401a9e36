import { dirname, join, relative } from "node:path";
import { sourceError } from "./source_error.ts";
import { parseIgnorePatterns } from "./ignore_pattern.ts";
import { type IgnoreRules, isIgnored } from "./ignore_rules.ts";
import { dependenciesEntry, isDependencyFolder } from "./dependencies.ts";
import { linkEntry } from "./link_target.ts";
import type { FileEntry, Tree, TreeEntry } from "./tree_entry.ts";

/** What is looked at. */
export interface ScanOptions {
  /** The folder, absolute and free of links. */
  readonly dir: string;
  /** Patterns as in `.gitignore`, stronger than those of git. */
  readonly exclude: readonly string[];
  /** Absolute folders that are never part of it: our own state. */
  readonly never: readonly string[];
  /** With true everything counts as wanted that is there, whatever git says of it: it was committed. */
  readonly isCommitted?: boolean;
}

const NEVER_NAMES = new Set([".git", ".netops"]);

/** Our own configuration at the top: it has a hash of its own, and scaling is no new version. */
const CONFIG_NAME = /^netops(\.local)?\.(ya?ml|json)$/;

/**
 * Lists what of a folder goes into an artifact, sorted by path.
 *
 * Left out are `.git`, `.netops`, our own configuration at the top, what git ignores (by every `.gitignore` from the top of the
 * repository down, and `.git/info/exclude`) and what `exclude` names. Dependency folders that git
 * ignores are listed as such and not entered.
 */
export async function scanFolder(options: ScanOptions): Promise<Tree> {
  const { isCommitted = false } = options;
  const top = isCommitted ? options.dir : await repositoryTop(options.dir);
  const prefix = top === options.dir ? "" : `${relative(top, options.dir)}/`;
  const scan: Scan = { ...options, prefix, entries: [], warnings: [] };
  const own = parseIgnorePatterns(options.exclude.join("\n"));
  const rules = isCommitted ? [] : await outerRules(top, options.dir);
  await walk(scan, "", { git: rules, own: [{ base: prefix, patterns: own }] });
  return {
    entries: scan.entries.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    warnings: scan.warnings,
  };
}

interface Scan extends ScanOptions {
  /** Path of the folder from the top of its repository: "" or ending with "/". */
  readonly prefix: string;
  readonly entries: TreeEntry[];
  readonly warnings: string[];
}

interface Rules {
  readonly git: readonly IgnoreRules[];
  readonly own: readonly IgnoreRules[];
}

async function walk(scan: Scan, path: string, outer: Rules): Promise<void> {
  const base = `${scan.prefix}${path}`;
  const folder = join(scan.dir, path);
  const items = await listFolder(folder);
  const hasRules = !scan.isCommitted && items.some((item) => item.name === ".gitignore");
  const rules = hasRules
    ? { ...outer, git: [...outer.git, ...await rulesOf(folder, base)] }
    : outer;
  for (const item of items) {
    const inner = `${path}${item.name}`;
    if (NEVER_NAMES.has(item.name) || CONFIG_NAME.test(inner)) continue;
    if (scan.never.includes(join(scan.dir, inner))) continue;
    if (isLeftOut(scan, inner, { item, rules })) continue;
    if (!item.isDirectory) scan.entries.push(...leafEntry(scan, inner, item));
    else if (isDependencies(scan, inner, { item, rules })) {
      scan.entries.push(await dependenciesEntry(scan.dir, inner));
    } else {
      scan.entries.push({ kind: "folder", path: inner });
      await walk(scan, `${inner}/`, rules);
    }
  }
}

function isLeftOut(
  scan: Scan,
  path: string,
  { item, rules }: { readonly item: Deno.DirEntry; readonly rules: Rules },
): boolean {
  const full = `${scan.prefix}${path}`;
  const isFolder = item.isDirectory;
  if (isFolder && isDependencies(scan, path, { item, rules })) {
    return isIgnored(rules.own, { path: full, isFolder });
  }
  return isIgnored([...rules.git, ...rules.own], { path: full, isFolder });
}

/** A dependency folder that was committed is source like all else. */
function isDependencies(
  scan: Scan,
  path: string,
  { item, rules }: { readonly item: Deno.DirEntry; readonly rules: Rules },
): boolean {
  return !scan.isCommitted && isDependencyFolder(item.name, isGitIgnored(scan, path, rules));
}

function isGitIgnored(scan: Scan, path: string, rules: Rules): boolean {
  return isIgnored(rules.git, { path: `${scan.prefix}${path}`, isFolder: true });
}

async function listFolder(dir: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(dir));
  } catch (error) {
    throw sourceError(error, dir);
  }
}

function leafEntry(scan: Scan, path: string, item: Deno.DirEntry): TreeEntry[] {
  const source = join(scan.dir, path);
  try {
    if (item.isSymlink) {
      const { entry, leaves } = linkEntry(scan.dir, path, Deno.readLinkSync(source));
      if (leaves) {
        scan.warnings.push(`${path} links to ${entry.target}, outside the folder: not copied`);
      }
      return [entry];
    }
    // Synchronous on purpose: one call is a few µs, an asynchronous one ten times that.
    const info = Deno.lstatSync(source);
    if (info.isFile) return [fileEntry(path, info)];
  } catch (error) {
    // Deleted since the folder was listed: as good as never there.
    if (error instanceof Deno.errors.NotFound) return [];
    throw sourceError(error, source);
  }
  scan.warnings.push(`${path} is a socket, pipe or device: left out`);
  return [];
}

function fileEntry(path: string, info: Deno.FileInfo): FileEntry {
  return {
    kind: "file",
    path,
    // Bits for writing do not count: the copy is read-only.
    mode: (info.mode ?? 0o644) & 0o555 | 0o400,
    sizeBytes: info.size,
    mtimeMs: info.mtime?.getTime() ?? 0,
    ctimeMs: info.ctime?.getTime() ?? 0,
    inode: info.ino ?? 0,
  };
}

async function repositoryTop(dir: string): Promise<string> {
  for (let at = dir;; at = dirname(at)) {
    try {
      await Deno.lstat(join(at, ".git"));
      return at;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) return dir;
    }
    if (dirname(at) === at) return dir;
  }
}

async function outerRules(top: string, dir: string): Promise<IgnoreRules[]> {
  const rules = await readRules(join(top, ".git", "info", "exclude"), "");
  const steps = relative(top, dir).split("/").filter((step) => step !== "");
  for (let count = 0; count < steps.length; count++) {
    const base = steps.slice(0, count).map((step) => `${step}/`).join("");
    rules.push(...await rulesOf(join(top, base), base));
  }
  return rules;
}

function rulesOf(folder: string, base: string): Promise<IgnoreRules[]> {
  return readRules(join(folder, ".gitignore"), base);
}

async function readRules(file: string, base: string): Promise<IgnoreRules[]> {
  try {
    return [{ base, patterns: parseIgnorePatterns(await Deno.readTextFile(file)) }];
  } catch (error) {
    const none = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory ||
      error instanceof Deno.errors.IsADirectory;
    if (none) return [];
    throw sourceError(error, file);
  }
}
