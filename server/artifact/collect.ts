import type { Clock } from "@netops/core";
import { join } from "node:path";
import { storageError } from "./storage_error.ts";

/** What is kept. */
export interface CollectOptions {
  /** The store, `<home>/artifacts`. */
  readonly artifactsDir: string;
  /** Hashes of the artifacts that stay. */
  readonly keep: ReadonlySet<string>;
  /** Artifacts that were baked within this time stay, too: their group is still to come. */
  readonly youngMs?: number;
  readonly clock: Clock;
}

/** What was removed. */
export interface CollectResult {
  /** Hashes of removed artifacts. */
  readonly removed: readonly string[];
  /** How many contents nobody used any more. */
  readonly objects: number;
}

/** A temporary folder older than this belongs to no bake that still runs. */
const STALE_MS = 60 * 60 * 1000;

/**
 * Removes artifacts that are not kept, contents that no artifact uses, and what crashed bakes left.
 *
 * A bake that runs meanwhile is safe: it copies again what it misses.
 */
export async function collectArtifacts(options: CollectOptions): Promise<CollectResult> {
  const { artifactsDir, keep } = options;
  try {
    const names = await namesIn(artifactsDir);
    const nowMs = options.clock.nowMs();
    const bakedBeforeMs = options.youngMs === undefined ? Infinity : nowMs - options.youngMs;
    const removed: string[] = [];
    for (const name of names) {
      if (!/^[0-9a-f]{40}$/.test(name) || keep.has(name)) continue;
      if (await bakedAtMs(join(artifactsDir, name)) <= bakedBeforeMs) removed.push(name);
    }
    for (const name of removed) await Deno.remove(join(artifactsDir, name), { recursive: true });
    for (const name of names.filter((name) => name.startsWith(".tmp-"))) {
      await removeStale(join(artifactsDir, name), nowMs - STALE_MS);
    }
    return { removed, objects: await removeUnused(join(artifactsDir, "objects")) };
  } catch (error) {
    throw storageError(error, artifactsDir);
  }
}

async function bakedAtMs(path: string): Promise<number> {
  return (await Deno.lstat(path)).mtime?.getTime() ?? 0;
}

async function removeUnused(objectsDir: string): Promise<number> {
  let count = 0;
  for (const name of await namesIn(objectsDir)) {
    const path = join(objectsDir, name);
    if ((await Deno.lstat(path)).nlink !== 1) continue;
    await Deno.remove(path);
    count++;
  }
  return count;
}

async function removeStale(path: string, beforeMs: number): Promise<void> {
  const { mtime } = await Deno.lstat(path);
  if ((mtime?.getTime() ?? 0) < beforeMs) await Deno.remove(path, { recursive: true });
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir))).map((item) => item.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
