import type { Artifact } from "./artifact.ts";
import type { Tree } from "./tree_entry.ts";

/** Above this an artifact is reported as large. */
const LARGE_BYTES = 200 * 1024 * 1024;

/** Sums up what was baked, with a warning when it is more than 200 MB. */
export function describeArtifact(
  tree: Tree,
  { hash, path, isNew }: Pick<Artifact, "hash" | "path" | "isNew">,
): Artifact {
  const files = tree.entries.filter((entry) => entry.kind === "file");
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const large = sizeBytes <= LARGE_BYTES ? [] : [
    `the artifact has ${Math.round(sizeBytes / 1024 / 1024)} MB; add what is not needed to exclude`,
  ];
  return {
    hash,
    path,
    isNew,
    files: files.length,
    sizeBytes,
    warnings: [...tree.warnings, ...large],
  };
}
