import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FileEntry } from "./tree_entry.ts";

/** A file younger than this may change again within the same time stamp, so its hash is not kept. */
const RACY_MS = 2000;

/** size, mtime, ctime, inode, SHA-256. */
type Row = readonly [number, number, number, number, string];

/** Remembers the hashes of files that did not change, by size, times and inode. */
export class HashCache {
  readonly #file: string;
  readonly #old: Readonly<Record<string, Row>>;
  readonly #next: Record<string, Row> = {};
  #changed = false;

  /** Uses rows that were read before; {@linkcode HashCache.open} reads them. */
  constructor(file: string, old: Readonly<Record<string, Row>>) {
    this.#file = file;
    this.#old = old;
  }

  /** Opens the cache of a folder; a cache that is missing or broken is empty. */
  static async open(cacheDir: string, dir: string): Promise<HashCache> {
    const name = createHash("sha256").update(dir).digest("hex").slice(0, 32);
    const file = join(cacheDir, `${name}.json`);
    try {
      const old = JSON.parse(await Deno.readTextFile(file));
      return new HashCache(file, isRows(old) ? old : {});
    } catch {
      // Missing, or cut off by a crash: it only saves time, so start empty.
      return new HashCache(file, {});
    }
  }

  /** The hash of a file that is as it was, or undefined. */
  find(entry: FileEntry): string | undefined {
    const row = Object.hasOwn(this.#old, entry.path) ? this.#old[entry.path] : undefined;
    if (row === undefined) return undefined;
    const [size, mtimeMs, ctimeMs, inode, hash] = row;
    const isSame = size === entry.sizeBytes && mtimeMs === entry.mtimeMs &&
      ctimeMs === entry.ctimeMs && inode === entry.inode;
    if (isSame) this.#next[entry.path] = row;
    return isSame ? hash : undefined;
  }

  /** Keeps a hash, unless the file was changed within 2 s before `nowMs` and may still change. */
  keep(entry: FileEntry, hash: string, nowMs: number): void {
    // ctime counts whole seconds here, mtime may be set by anyone: the later one decides.
    if (Math.max(entry.mtimeMs, entry.ctimeMs) > nowMs - RACY_MS) return;
    this.#next[entry.path] = [entry.sizeBytes, entry.mtimeMs, entry.ctimeMs, entry.inode, hash];
    this.#changed = true;
  }

  /** Writes the cache through `temporary`, so that a reader never sees half of it. */
  async save(temporary: string): Promise<void> {
    const isSmaller = Object.keys(this.#next).length !== Object.keys(this.#old).length;
    if (!this.#changed && !isSmaller) return;
    await Deno.writeTextFile(temporary, JSON.stringify(this.#next));
    await Deno.rename(temporary, this.#file);
  }
}

function isRows(value: unknown): value is Record<string, Row> {
  return typeof value === "object" && value !== null &&
    Object.values(value).every((row) =>
      Array.isArray(row) && row.length === 5 && typeof row[4] === "string" && row[4].length === 64
    );
}
