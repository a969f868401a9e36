import type { AppManifest, Route } from "@netops/core/contracts";
import type { Group } from "./model.ts";
import type { FleetParts } from "./parts.ts";

/** The first route to a group: all traffic, no rules. */
export function routeTo(group: Group): Route {
  const { app, auth, limit } = group.manifest;
  const groups = [{ serverGroup: group.name, weight: 1 }];
  return { key: app, app, groups, rules: [], auth, ...(limit === undefined ? {} : { limit }) };
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
