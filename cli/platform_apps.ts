import type { PlannedApp, PlatformApp, PlatformProfile } from "@netops/core/contracts";
import { OCA_APPS } from "@netops/oca";
import { PLATFORM_ROOT, SERVER_APPS } from "@netops/server";

/** Every app of the streaming platform, in whatever folder it lives. */
export const PLATFORM_APPS: readonly PlatformApp[] = [...SERVER_APPS, ...OCA_APPS];

/** The programs of those apps, as absolute paths. */
export const APP_ENTRIES: readonly string[] = PLATFORM_APPS.map(
  ({ entry }) => `${PLATFORM_ROOT}${entry}`,
);

/** What runs of the streaming platform in a profile on a system (`linux`, `darwin`). */
export function planPlatform(profile: "none" | PlatformProfile, os: string): PlannedApp[] {
  return profile === "none" ? [] : PLATFORM_APPS.map((app) => planApp(app, profile, os));
}

function planApp(app: PlatformApp, profile: PlatformProfile, os: string): PlannedApp {
  const { replicas, individuals: listIndividuals, route, ...same } = app;
  const individuals = listIndividuals?.(profile, os) ?? [];
  return {
    ...same,
    individuals,
    replicas: individuals.length > 0 ? individuals.length : replicas[profile],
    ...(route === undefined ? {} : { route }),
  };
}
