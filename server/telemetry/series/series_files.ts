/**
 * The folder of a series store, as far as it is needed; names have no folders in them.
 *
 * What goes wrong is thrown as the system says it. A failed `append` may leave a part of the bytes.
 */
export interface SeriesFiles {
  /** Names of all files; none when there is no folder yet. */
  list(): string[];
  /** Bytes of a file. */
  size(name: string): number;
  /** Reads a whole file. */
  read(name: string): Uint8Array<ArrayBuffer>;
  /** Writes at the end of a file, and makes it when it is not there. */
  append(name: string, bytes: Uint8Array): void;
  /** Waits until what was written is on the disk. */
  sync(name: string): void;
  /** Gives a file another name and takes the place of one that has it. */
  rename(from: string, to: string): void;
  /** Removes a file; one that is not there is gone already. */
  remove(name: string): void;
}

/** Keeps nothing: a store over it lives in memory only. */
export const NO_FILES: SeriesFiles = {
  list: () => [],
  size: () => 0,
  read: () => new Uint8Array(0),
  append: () => {},
  sync: () => {},
  rename: () => {},
  remove: () => {},
};
