import { toNetopsError } from "@netops/core";
import { collectArtifacts } from "../artifact/mod.ts";
import type { World } from "./model.ts";
import type { FleetOptions } from "./parts.ts";

/** Removes what earlier runs baked and no group of this one runs; answers what went wrong, if anything. */
export async function collectOldArtifacts(
  { groups }: World,
  { paths, host }: Pick<FleetOptions, "paths" | "host">,
): Promise<string | undefined> {
  const folders = [...groups.values()].map(({ dir }) => dir.slice(dir.lastIndexOf("/") + 1));
  const keep = new Set(folders);
  try {
    await collectArtifacts({ artifactsDir: paths.artifacts, keep, clock: host.clock });
    return undefined;
  } catch (thrown) {
    return toNetopsError(thrown).message;
  }
}
