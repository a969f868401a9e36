/**
 * Artifacts: what runs is an immutable copy of the user's folder.
 *
 * @module
 */
export type { Artifact, BakeOptions, CheckoutPlace } from "./artifact.ts";
export { bakeArtifact } from "./bake.ts";
export { bakeCommit, type BakeCommitOptions } from "./bake_commit.ts";
export type { CheckoutRequest } from "./checkout.ts";
export { collectArtifacts, type CollectOptions, type CollectResult } from "./collect.ts";
export { versionOf } from "./version.ts";
