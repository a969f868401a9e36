import type { AppManifest, Route } from "@netops/core/contracts";
import type { Group } from "./model.ts";
import type { FleetParts } from "./parts.ts";

/** The first route to a group: all traffic, no rules. */
export function routeTo({ name, manifest, platform }: Group): Route {
  const { app, tier, auth, limit } = manifest;
  const { openPaths, fallback } = platform?.route ?? {};
  return {
    ...{ key: app, app, groups: [{ serverGroup: name, weight: 1 }], rules: [], auth },
    // A service of the user has no run token to open a seal with.
    ...(tier === "service" && auth === "user" ? { principal: "plain" } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(openPaths === undefined ? {} : { openPaths: [...openPaths] }),
    ...(fallback === undefined ? {} : { fallback }),
  };
}

/** Gives each app that another one depends on an internal listener of the gateways. */
export function openListeners(parts: FleetParts, services: readonly AppManifest[]): void {
  const { pool, internalPorts, routes } = parts;
  const wanted = new Set(services.flatMap((service) => service.dependsOn));
  const listeners = [...wanted].map((app) => {
    const port = pool.take(`internal:${app}`);
    internalPorts.set(app, port);
    return { app, port };
  });
  routes.reset([], listeners);
}
