import { toNetopsError } from "@netops/core";
import { collectArtifacts } from "../artifact/mod.ts";
import { artifactOf } from "./group_view.ts";
import type { FleetOptions, FleetParts } from "./parts.ts";

/** What is baked gets a group within this time, or is baked again. */
const YOUNG_MS = 3_600_000;

/** So many of the last groups of each app can be had again. */
const KEPT_GROUPS = 5;

/**
 * Removes what earlier runs baked, but what a group runs, what was baked in the last hour and what the last
 * groups of each app ran; answers what went wrong, if anything.
 */
export async function collectOldArtifacts(
  { supervisor, store }: Pick<FleetParts, "supervisor" | "store">,
  { paths, host }: Pick<FleetOptions, "paths" | "host">,
): Promise<string | undefined> {
  const running = supervisor.allGroups.flatMap((group) => artifactOf(group) ?? []);
  const keep = new Set([...running, ...store.lastArtifacts(KEPT_GROUPS)]);
  const { clock } = host;
  try {
    await collectArtifacts({ artifactsDir: paths.artifacts, keep, clock, youngMs: YOUNG_MS });
    return undefined;
  } catch (thrown) {
    return toNetopsError(thrown).message;
  }
}
