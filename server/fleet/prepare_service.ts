import {
  type Clock,
  MOST_REPLICAS,
  nextServerGroupName,
  parseServerGroupName,
  type Rng,
} from "@netops/core";
import type { AppManifest, FleetBoot } from "@netops/core/contracts";
import { bakeArtifact, versionOf } from "../artifact/mod.ts";
import { createSeats, placesOf } from "./seats.ts";
import type { Group } from "./model.ts";
import type { FleetStore } from "./store.ts";

/** What preparing a service works with. */
export interface PrepareOptions {
  readonly boot: FleetBoot;
  readonly artifactsDir: string;
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Groups of the app that are there, the one that serves first. */
  living(): readonly Pick<Group, "name" | "version" | "createdAtMs">[];
  onWarning(text: string): void;
}

/**
 * Bakes a service and makes its group: the version is artifact plus config, and a version that ran
 * before keeps its name.
 *
 * @throws {NetopsError} DISK_FULL, CONFIG_INVALID
 */
export async function prepareService(
  manifest: AppManifest,
  options: PrepareOptions,
): Promise<Group> {
  const artifact = await bakeArtifact({
    dir: manifest.dir ?? options.boot.projectDir,
    exclude: manifest.exclude,
    artifactsDir: options.artifactsDir,
    clock: options.clock,
    rng: options.rng,
  });
  for (const warning of artifact.warnings) options.onWarning(`${manifest.app}: ${warning}`);
  const version = versionOf(artifact.hash, manifest);
  const { name, createdAtMs } = nameGroup(manifest, artifact.hash, { ...options, version });
  return {
    name,
    cluster: manifest.app,
    version,
    manifest,
    dir: artifact.path,
    createdAtMs,
    desired: manifest.replicas,
    seats: createSeats(MOST_REPLICAS, placesOf(options.boot)),
    wasUp: false,
  };
}

/** Notes the group in the store, unless it is the one that serves already. */
function nameGroup(
  manifest: AppManifest,
  artifact: string,
  options: PrepareOptions & { readonly version: string },
): Pick<Group, "name" | "createdAtMs"> {
  const { store, version } = options;
  const { app } = manifest;
  const living = options.living();
  if (living[0]?.version === version) return living[0];
  const taken = store.groupsOf(app);
  const newest = taken.filter(({ name }) => parseServerGroupName(name)?.cluster === app)
    .reduce<typeof taken[number] | undefined>(
      (best, row) => best === undefined || row.createdAtMs > best.createdAtMs ? row : best,
      undefined,
    );
  const isFree = !living.some((group) => group.name === newest?.name);
  const name = newest?.version === version && isFree
    ? newest.name
    : nextServerGroupName({ app, stack: null, detail: null }, taken);
  const createdAtMs = options.clock.nowMs();
  store.saveGroup({ name, app, version, createdAtMs, artifact, manifest });
  return { name, createdAtMs };
}
