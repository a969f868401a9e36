import type { FleetBoot } from "@netops/core/contracts";
import { dataDirOf, groundGroups } from "./ground.ts";
import type { Group } from "./model.ts";
import type { FleetOptions, FleetParts } from "./parts.ts";
import { platformGroups } from "./platform_groups.ts";
import { routeTo } from "./route_to.ts";

/**
 * Starts netops's own processes, all at once: the ground and the apps of the streaming platform. Whoever
 * needs another one waits for it by itself.
 */
export function startOwnGroups(parts: FleetParts, options: FleetOptions): void {
  const { boot, host, paths, ports, startedAtMs } = options;
  const gateways = host.os === "linux" ? boot.gateways : 1;
  const where = { denoPath: host.denoPath, home: paths.home, createdAtMs: startedAtMs };
  const withPorts: FleetBoot = { ...boot, ports };
  const platform = platformGroups(withPorts, where);
  // Routes first: a gateway that comes up knows them all.
  for (const group of platform) {
    if (group.platform?.route !== undefined) parts.routes.put(routeTo(group));
  }
  const ground = groundGroups(withPorts, gateways, { ...where, kvPort: parts.kvPort });
  for (const group of [...ground, ...platform]) {
    makeDataDirs(paths.home, group);
    parts.supervisor.addGroup(group);
  }
}

function makeDataDirs(home: string, { manifest, platform }: Group): void {
  const dir = dataDirOf(home, manifest.app);
  const own = platform?.individuals.map((one) => `${dir}/${one.id}`) ?? [];
  for (const path of [dir, ...own]) Deno.mkdirSync(path, { recursive: true });
}
