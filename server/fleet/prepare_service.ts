import { type Clock, MOST_REPLICAS, nextServerGroupName, type Rng } from "@netops/core";
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
  const version = await versionOf(artifact.hash, manifest);
  return {
    name: nameGroup(manifest.app, version, options),
    cluster: manifest.app,
    version,
    manifest,
    dir: artifact.path,
    createdAtMs: options.clock.nowMs(),
    desired: manifest.replicas,
    seats: createSeats(MOST_REPLICAS, placesOf(options.boot)),
    wasUp: false,
  };
}

function nameGroup(app: string, version: string, options: PrepareOptions): string {
  const taken = options.store.groupsOf(app);
  const newest = taken.reduce<typeof taken[number] | undefined>(
    (best, row) => best === undefined || row.createdAtMs > best.createdAtMs ? row : best,
    undefined,
  );
  const name = newest?.version === version
    ? newest.name
    : nextServerGroupName({ app, stack: null, detail: null }, taken);
  options.store.saveGroup({ name, app, version, createdAtMs: options.clock.nowMs() });
  return name;
}
