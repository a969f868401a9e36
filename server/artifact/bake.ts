import { NetopsError, type Rng } from "@netops/core";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Artifact, BakeOptions } from "./artifact.ts";
import { describeArtifact } from "./describe_artifact.ts";
import { HashCache } from "./hash_cache.ts";
import { hashFile, ObjectStore } from "./object_store.ts";
import { scanCheckout } from "./scan_checkout.ts";
import { scanFolder } from "./scan.ts";
import { sourceError } from "./source_error.ts";
import { storageError } from "./storage_error.ts";
import type { FileEntry, Tree } from "./tree_entry.ts";
import { type HashedEntry, hashTree } from "./tree_hash.ts";

/** How many files are read or linked at once. */
const CONCURRENCY = 16;

/** How often a bake starts again when files change under it. */
const ATTEMPTS = 3;

/**
 * Copies a folder into the store, once per content, and answers the immutable copy.
 *
 * It works in a temporary folder and renames it at the end: a crash leaves no half artifact, and
 * two bakes of the same content end with the same one.
 *
 * @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE, NOT_FOUND, FORBIDDEN when a file cannot be
 * read, CONFLICT when files change faster than they can be copied.
 */
export async function bakeArtifact(options: BakeOptions): Promise<Artifact> {
  const dir = await realFolder(options.dir);
  const artifactsDir = await openStore(options.artifactsDir);
  const temporary = await makeTemporary(artifactsDir, options.rng);
  try {
    const bake = new Bake({ ...options, artifactsDir, dir }, temporary);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const artifact = await bake.run(attempt);
      if (artifact !== undefined) return artifact;
    }
  } catch (error) {
    throw storageError(error, artifactsDir);
  } finally {
    await removeAll(temporary);
  }
  throw new NetopsError("CONFLICT", `Cannot bake ${dir} as its files keep changing`, {
    fix: "wait until what writes there is done, or add its files to exclude",
    details: { dir },
  });
}

class Bake {
  readonly #options: BakeOptions;
  readonly #temporary: string;
  readonly #store: ObjectStore;

  constructor(options: BakeOptions, temporary: string) {
    this.#options = options;
    this.#temporary = temporary;
    this.#store = new ObjectStore(join(options.artifactsDir, "objects"), temporary);
  }

  /** Undefined when a file changed between its hash and its copy. */
  async run(attempt: number): Promise<Artifact | undefined> {
    const { artifactsDir, clock } = this.#options;
    const tree = await this.#scan();
    const entries = await this.#hashAll(tree, attempt);
    const hash = hashTree(entries);
    const path = join(artifactsDir, hash);
    let isNew = !await isThere(path);
    if (isNew) {
      const built = join(this.#temporary, `tree-${attempt}`);
      if (!await this.#build(built, entries)) return undefined;
      isNew = await moveOrYield(built, path);
    } else {
      // Asked for again, it is as young as a new one: nobody collects it before it is used.
      await Deno.utime(path, clock.nowMs() / 1_000, clock.nowMs() / 1_000);
    }
    return describeArtifact(tree, { hash, path, isNew });
  }

  #scan(): Promise<Tree> {
    const { dir, exclude, artifactsDir, checkout } = this.#options;
    const never = [artifactsDir, dirname(artifactsDir)].filter((path) => path !== dir);
    return checkout === undefined
      ? scanFolder({ dir, exclude, never })
      : scanCheckout({ dir, exclude, never }, checkout);
  }

  async #hashAll(tree: Tree, attempt: number): Promise<HashedEntry[]> {
    const { artifactsDir, dir, clock, checkout } = this.#options;
    // What is thrown away is never looked at again.
    const cache = checkout === undefined
      ? await HashCache.open(join(artifactsDir, "cache"), dir)
      : undefined;
    const hashed = await mapSome(tree.entries, async (entry): Promise<HashedEntry> => {
      if (entry.kind === "dependencies") return { entry, content: await hashLocks(entry.locks) };
      if (entry.kind !== "file") return { entry, content: "" };
      // After a collision with a writer the cache is not believed any more.
      const known = attempt === 1 ? cache?.find(entry) : undefined;
      if (known !== undefined) return { entry, content: known };
      const nowMs = clock.nowMs();
      const content = await this.#store.put(join(dir, entry.path), entry);
      cache?.keep(entry, content, nowMs);
      return { entry, content };
    });
    await cache?.save(join(this.#temporary, "cache.json"));
    return hashed;
  }

  async #build(root: string, entries: readonly HashedEntry[]): Promise<boolean> {
    await Deno.mkdir(root);
    // Sorted by path, so a folder stands before what is in it.
    for (const { entry } of entries) {
      const path = join(root, entry.path);
      if (entry.kind === "folder") await Deno.mkdir(path);
    }
    const done = await mapSome(entries, async ({ entry, content }) => {
      const path = join(root, entry.path);
      if (entry.kind === "file") return await this.#place(path, entry, content);
      if (entry.kind !== "folder") await Deno.symlink(entry.target, path);
      return true;
    });
    return !done.includes(false);
  }

  async #place(path: string, entry: FileEntry, hash: string): Promise<boolean> {
    if (await this.#store.linkTo(path, { hash, mode: entry.mode })) return true;
    // Known from the cache, but collected since: it has to come from the source again.
    const again = await this.#store.put(join(this.#options.dir, entry.path), entry);
    return again === hash && await this.#store.linkTo(path, { hash, mode: entry.mode });
  }
}

async function mapSome<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await run(items[at] as T);
    }
  };
  // All have to be done before the temporary folder goes, also after a failure of one.
  const ends = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return results;
}

async function hashLocks(locks: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const lock of locks) hash.update(await hashFile(lock));
  return hash.digest("hex");
}

async function moveOrYield(built: string, path: string): Promise<boolean> {
  try {
    await Deno.rename(built, path);
    return true;
  } catch (error) {
    // Somebody baked the same content meanwhile: theirs is as good.
    if (!await isThere(path)) throw error;
    return false;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function realFolder(dir: string): Promise<string> {
  try {
    return await Deno.realPath(dir);
  } catch (error) {
    throw sourceError(error, dir);
  }
}

async function openStore(dir: string): Promise<string> {
  try {
    await Deno.mkdir(join(dir, "cache"), { recursive: true });
    await Deno.mkdir(join(dir, "objects"), { recursive: true });
    return await Deno.realPath(dir);
  } catch (error) {
    throw storageError(error, dir);
  }
}

async function makeTemporary(artifactsDir: string, rng: Rng): Promise<string> {
  for (;;) {
    const path = join(artifactsDir, `.tmp-${rng.hex(8)}`);
    try {
      await Deno.mkdir(path);
      return path;
    } catch (error) {
      // The same seed drew the same name in a run that was killed: draw again.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw storageError(error, artifactsDir);
    }
  }
}

async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    // Never made: the reason is thrown already.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
