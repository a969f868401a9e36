import type { Route } from "@netops/core/contracts";
import type { Group } from "./model.ts";
import type { RouteBoard } from "./route_board.ts";

/**
 * Whether a group gets traffic: by weight or by a rule of a route of its app.
 *
 * The ground always does, and so does an app of the platform that no route leads to: its callers find all of
 * its instances.
 */
export function hasTraffic(
  { name, manifest }: Group,
  routes: Pick<RouteBoard, "snapshot">,
): boolean {
  if (manifest.tier === "ground") return true;
  const own = routesOf(manifest.app, routes);
  if (own.length === 0) return manifest.tier === "platform";
  return own.some(({ groups, rules }) =>
    groups.some((group) => group.serverGroup === name && group.weight > 0) ||
    rules.some((rule) => rule.serverGroup === name)
  );
}

/** The group's share of the requests of its app by weight, 0 to 1; the largest where several routes lead there. */
export function shareOf(group: Group, routes: Pick<RouteBoard, "snapshot">): number {
  const own = routesOf(group.manifest.app, routes);
  if (own.length === 0) return hasTraffic(group, routes) ? 1 : 0;
  return Math.max(...own.map((route) => shareIn(route, group.name)));
}

function shareIn({ groups }: Route, name: string): number {
  const sum = groups.reduce((total, { weight }) => total + weight, 0);
  const own = groups.reduce((n, one) => one.serverGroup === name ? n + one.weight : n, 0);
  return sum > 0 ? own / sum : 0;
}

function routesOf(app: string, { snapshot }: Pick<RouteBoard, "snapshot">): Route[] {
  return snapshot.routes.filter((route) => route.app === app);
}
