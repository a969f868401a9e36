import type { Clock, Rng } from "@netops/core";

/** An immutable, content-addressed copy of a folder. */
export interface Artifact {
  /** 40 hex digits of the SHA-256 over paths, modes and contents. */
  readonly hash: string;
  /** The absolute folder that holds the copy. */
  readonly path: string;
  /** How many files were copied or linked. */
  readonly files: number;
  /** Their size; dependency folders, which are only linked, do not count. */
  readonly sizeBytes: number;
  /** What the user should know: size, links that leave the folder, files that were left out. */
  readonly warnings: readonly string[];
}

/** What is baked, and where to. */
export interface BakeOptions {
  /** The folder, absolute. */
  readonly dir: string;
  /** Patterns as in `.gitignore`; they win over those of git, and "!" brings back what git ignores. */
  readonly exclude: readonly string[];
  /** The store, `<home>/artifacts`. */
  readonly artifactsDir: string;
  readonly clock: Clock;
  /** Names the temporary folder; a name that is taken is drawn again. */
  readonly rng: Rng;
}
