import type { ProgramRunner, Timer } from "@netops/core";
import { join } from "node:path";
import type { Artifact, BakeOptions } from "./artifact.ts";
import { bakeArtifact } from "./bake.ts";
import { checkOut, type CheckoutRequest } from "./checkout.ts";
import { storageError } from "./storage_error.ts";

/** What baking a commit works with. */
export interface BakeCommitOptions
  extends Pick<BakeOptions, "exclude" | "artifactsDir" | "clock" | "rng"> {
  readonly runner: ProgramRunner;
  readonly timer: Timer;
  /** The environment of the user: PATH and HOME of it count. */
  readonly env: Readonly<Record<string, string>>;
  /** How long git may take, in ms; 60,000. */
  readonly deadlineMs?: number;
}

/**
 * Bakes exactly what was committed of a folder; the work tree and the index of the user are left alone.
 *
 * @throws {NetopsError} as {@linkcode bakeArtifact} and {@linkcode checkOut} do.
 */
export async function bakeCommit(
  request: CheckoutRequest,
  options: BakeCommitOptions,
): Promise<Artifact & { readonly commit: string }> {
  const into = await makeTemporary(options);
  try {
    const { commit, dir, root, top, warnings } = await checkOut(request, { ...options, into });
    const checkout = { root, top, folder: request.folder };
    const artifact = await bakeArtifact({ ...options, dir, checkout });
    return { ...artifact, warnings: [...warnings, ...artifact.warnings], commit };
  } finally {
    await Deno.remove(into, { recursive: true });
  }
}

async function makeTemporary({ artifactsDir, rng }: BakeCommitOptions): Promise<string> {
  try {
    await Deno.mkdir(artifactsDir, { recursive: true });
    const path = join(await Deno.realPath(artifactsDir), `.tmp-git-${rng.hex(8)}`);
    await Deno.mkdir(path);
    return path;
  } catch (error) {
    throw storageError(error, artifactsDir);
  }
}
