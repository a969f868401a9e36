import { createHash } from "node:crypto";
import type { TreeEntry } from "./tree_entry.ts";

const HASH_LENGTH = 40;

/** One thing in a folder with what its content hashes to; "" where there is none. */
export interface HashedEntry {
  readonly entry: TreeEntry;
  readonly content: string;
}

/**
 * Hashes a folder: 40 hex digits of the SHA-256 over kind, path, mode and content of every entry.
 *
 * `entries` must be sorted by path. Fields are parted by NUL, which no path can hold.
 */
export function hashTree(entries: readonly HashedEntry[]): string {
  const hash = createHash("sha256").update("netops-artifact/v1\n");
  for (const { entry, content } of entries) {
    hash.update(`${entry.kind}\0${entry.path}\0${detail(entry)}\0${content}\n`);
  }
  return hash.digest("hex").slice(0, HASH_LENGTH);
}

function detail(entry: TreeEntry): string {
  if (entry.kind === "file") return entry.mode.toString(8);
  return entry.kind === "folder" ? "" : entry.target;
}
