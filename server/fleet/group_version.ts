import { NETOPS_RELEASE, NetopsError } from "@netops/core";
import type { AppManifest, GroupRequest, PlannedApp } from "@netops/core/contracts";
import { versionOf } from "../artifact/mod.ts";
import type { GroupRow } from "./group_row.ts";
import type { Group } from "./model.ts";
import { fixedSizeReason } from "./platform_groups.ts";

/** What a server group runs. */
export interface GroupVersion {
  readonly version: string;
  readonly manifest: AppManifest;
  readonly dir: string;
  /** The group that is cloned, of an app of the platform. */
  readonly cloned?: Group & { readonly platform: PlannedApp };
}

/** Where versions are looked for. */
export interface VersionSources {
  /** Groups that are there. */
  readonly groups: readonly Group[];
  readonly services: readonly AppManifest[];
  /** Folder of artifacts, absolute. */
  readonly artifactsDir: string;
  /** A group of this or an earlier run. */
  findRow(name: string): GroupRow | undefined;
  isRouted(app: string): boolean;
  isFolder(path: string): boolean;
}

/**
 * Finds out what a group that is asked for runs.
 *
 * @throws {NetopsError} NOT_FOUND, REFUSED, REQUEST_INVALID
 */
export function findVersion(request: GroupRequest, sources: VersionSources): GroupVersion {
  const { app } = request;
  const own = sources.groups.find(({ manifest }) =>
    manifest.app === app && manifest.tier !== "service"
  );
  if (own !== undefined) return platformVersion(own, request, sources);
  const service = sources.services.find((manifest) => manifest.app === app);
  if (service === undefined) throw unknownService(app);
  return request.source.kind === "artifact"
    ? artifactVersion(service, request.source.hash, sources)
    : sourceVersion(request.source.name, app, sources);
}

/** There is no such service in this platform. */
export function unknownService(app: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot find the app "${app}" in this platform`, {
    fix: `add ${app} to services of netops.yaml, then: netops up`,
  });
}

function platformVersion(
  group: Group,
  { app, source }: GroupRequest,
  sources: VersionSources,
): GroupVersion {
  const { platform } = group;
  const why = fixedSizeReason(group) ??
    (sources.isRouted(app)
      ? undefined
      : "no route leads to it: its callers find every instance at once");
  if (why !== undefined || platform === undefined) throw noGroup(app, why ?? "it is netops's own");
  if (source.kind === "artifact") {
    throw noGroup(app, `its code is netops's own: only clones of ${group.name} can be had`);
  }
  const isHere = sources.groups.some(({ name, manifest }) =>
    name === source.name && manifest.app === app
  );
  const row = isHere ? undefined : sources.findRow(source.name);
  if (!isHere && (row?.app !== app || row.version !== NETOPS_RELEASE)) {
    throw noSource(source.name, app, "there is no such group of this release");
  }
  const { version, manifest, dir } = group;
  return { version, manifest, dir, cloned: { ...group, platform } };
}

function artifactVersion(
  manifest: AppManifest,
  hash: string,
  { artifactsDir, isFolder }: VersionSources,
): GroupVersion {
  const dir = `${artifactsDir}/${hash}`;
  if (!/^[0-9a-f]{40}$/.test(hash) || !isFolder(dir)) {
    throw new NetopsError("NOT_FOUND", `Cannot find the artifact "${hash}" of ${manifest.app}`, {
      fix: `bake it again: netops deploy run ${manifest.app} --from DIR`,
    });
  }
  return { version: versionOf(hash, manifest), manifest, dir };
}

function sourceVersion(name: string, app: string, sources: VersionSources): GroupVersion {
  const living = sources.groups.find((group) => group.name === name);
  if (living !== undefined) {
    if (living.manifest.app !== app) throw noSource(name, app, `it is of ${living.manifest.app}`);
    return { version: living.version, manifest: living.manifest, dir: living.dir };
  }
  const row = sources.findRow(name);
  if (row === undefined) throw noSource(name, app, "there never was such a group");
  if (row.app !== app) throw noSource(name, app, `it is of ${row.app}`);
  if (row.artifact === undefined || row.manifest === undefined) {
    throw noSource(name, app, "an older release ran it and did not note how");
  }
  const dir = `${sources.artifactsDir}/${row.artifact}`;
  if (!sources.isFolder(dir)) throw noSource(name, app, "its artifact was removed since");
  return { version: row.version, manifest: row.manifest, dir };
}

function noGroup(app: string, why: string): NetopsError {
  return new NetopsError("REFUSED", `Cannot start a server group of ${app} as ${why}`, {
    fix: `netops restart ${app}`,
  });
}

function noSource(name: string, app: string, why: string): NetopsError {
  return new NetopsError("NOT_FOUND", `Cannot start the version of ${name} again as ${why}`, {
    fix: `netops deploy history, or deploy it anew: netops deploy run ${app} --from DIR`,
  });
}
