import { MOST_REPLICAS, NETOPS_RELEASE } from "@netops/core";
import type { FleetBoot, PlannedApp, RouteLimit } from "@netops/core/contracts";
import { PLATFORM_ROOT } from "./entries.ts";
import { dataDirOf, groundCommand, type GroundOptions, ownManifest } from "./ground.ts";
import type { Group, Seat } from "./model.ts";
import { createSeats, NOWHERE, placesOf, seatsOfIndividuals } from "./seats.ts";

/** What the platform takes from one account: more than any player asks for. */
const ACCOUNT_LIMIT: RouteLimit = { count: 200, perMs: 1_000, per: "account" };

/** The groups of the streaming platform's apps, each with the narrowest permissions it can live with. */
export function platformGroups(
  boot: FleetBoot,
  options: Omit<GroundOptions, "kvPort">,
): Group[] {
  return boot.platform.map((app) => platformGroup(app, boot, options));
}

/** How a process of an app of the platform is started; its data folder is the one thing it writes. */
export function platformCommand(
  app: PlannedApp,
  options: { readonly denoPath: string; readonly dataDir: string },
): readonly [string, ...string[]] {
  const { denoPath, dataDir } = options;
  return groundCommand(denoPath, app.entry, {
    permissions: [
      `--allow-read=${PLATFORM_ROOT},${dataDir}`,
      `--allow-write=${dataDir}`,
      // Deno's KV client takes its token from there and from nowhere else.
      ...(app.usesKv ? ["--allow-env=DENO_KV_ACCESS_TOKEN"] : []),
      ...app.permissions,
    ],
  });
}

/** Why the number of an app's instances stays as it is; undefined where it may be changed. */
export function fixedSizeReason({ platform, manifest }: Group): string | undefined {
  if (manifest.tier === "ground") return "the platform stands on it";
  if (platform === undefined) return undefined;
  if (platform.individuals.length > 0) {
    return "each of its instances has a name and a place of its own";
  }
  return platform.placement === "none" ? "its data has one owner" : undefined;
}

/** Another group of an app of the platform: the same command, on seats of its own. */
export function clonePlatformGroup(
  group: Group & { readonly platform: PlannedApp },
  own: Pick<Group, "name" | "cluster" | "createdAtMs" | "desired"> & { readonly key: string },
  boot: Pick<FleetBoot, "regions">,
): Group {
  return { ...group, ...own, seats: platformSeats(group.platform, boot), wasUp: false };
}

function platformGroup(
  app: PlannedApp,
  boot: FleetBoot,
  options: Omit<GroundOptions, "kvPort">,
): Group {
  const { denoPath, home, createdAtMs } = options;
  const command = platformCommand(app, { denoPath, dataDir: dataDirOf(home, app.app) });
  const auth = app.route?.auth ?? "none";
  return {
    name: `${app.app}-v000`,
    cluster: app.app,
    version: NETOPS_RELEASE,
    manifest: {
      ...ownManifest({ app: app.app, command, port: undefined, replicas: app.replicas }),
      tier: "platform",
      dependsOn: app.dependsOn,
      auth,
      limit: auth === "user" ? ACCOUNT_LIMIT : undefined,
    },
    platform: app,
    dir: home,
    createdAtMs,
    desired: app.replicas,
    seats: platformSeats(app, boot),
    wasUp: false,
  };
}

function platformSeats(app: PlannedApp, boot: Pick<FleetBoot, "regions">): Seat[] {
  if (app.individuals.length > 0) return seatsOfIndividuals(app.individuals);
  return app.placement === "none"
    ? createSeats(Math.max(app.replicas, 1), [NOWHERE])
    : createSeats(MOST_REPLICAS, placesOf(boot));
}
