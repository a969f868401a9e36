/**
 * Artifacts: what runs is an immutable copy of the user's folder.
 *
 * @module
 */
export type { Artifact, BakeOptions } from "./artifact.ts";
export { bakeArtifact } from "./bake.ts";
export { collectArtifacts, type CollectOptions, type CollectResult } from "./collect.ts";
export { versionOf } from "./version.ts";
