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
  /** False when the same content was baked before and is still there. */
  readonly isNew: boolean;
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
  /** Set where `dir` was written out of a repository for this bake. */
  readonly checkout?: CheckoutPlace;
  readonly clock: Clock;
  /** Names the temporary folder; a name that is taken is drawn again. */
  readonly rng: Rng;
}

/** Where a folder stands that was written out of a repository, and what it is in the user's work tree. */
export interface CheckoutPlace {
  /** What is the root of the repository, absolute. */
  readonly root: string;
  /** The root of the user's work tree; undefined of a bare repository. */
  readonly top: string | undefined;
  /** The service's folder in the work tree: dependencies that are not committed are linked from there. */
  readonly folder: string;
}
