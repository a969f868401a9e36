/** A regular file that goes into an artifact. */
export interface FileEntry {
  readonly kind: "file";
  /** Relative to the folder, with "/" between parts. */
  readonly path: string;
  /** Permission bits without those for writing. */
  readonly mode: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

/** A folder; it is kept even when it is empty. */
export interface FolderEntry {
  readonly kind: "folder";
  readonly path: string;
}

/** A symbolic link. */
export interface LinkEntry {
  readonly kind: "link";
  readonly path: string;
  /** Relative when it stays inside the folder, absolute when it leaves it. */
  readonly target: string;
}

/** A dependency folder that is linked, not copied. */
export interface DependenciesEntry {
  readonly kind: "dependencies";
  readonly path: string;
  /** The absolute source folder. */
  readonly target: string;
  /** Absolute paths of the lock files that say what is in it. */
  readonly locks: readonly string[];
}

/** One thing in a folder that is baked. */
export type TreeEntry = FileEntry | FolderEntry | LinkEntry | DependenciesEntry;

/** What a look at a folder found. */
export interface Tree {
  /** Sorted by path. */
  readonly entries: readonly TreeEntry[];
  readonly warnings: readonly string[];
}
