import { NetopsError } from "@netops/core";
import type { Route, RouteRule, RouteSnapshot, ServerGroupView } from "@netops/core/contracts";

/** What of a route is about one group. */
export interface GroupTraffic {
  /** 0 when it gets nothing by weight. */
  readonly weight: number;
  /** Rules that send it requests whatever the weights are. */
  readonly rules: readonly RouteRule[];
}

const WHOLE = 100;

/** The route that a group is behind, or would be. @throws {NetopsError} REFUSED when its app has none */
export function routeOf(snapshot: RouteSnapshot, { app, name }: ServerGroupView): Route {
  const routes = snapshot.routes.filter((route) => route.app === app);
  const own = routes.find(({ groups }) => groups.some(({ serverGroup }) => serverGroup === name));
  const route = own ?? routes[0];
  if (route !== undefined) return route;
  throw new NetopsError("REFUSED", `Cannot give ${name} requests as ${app} is behind no route`);
}

/** What a route sends to a group. */
export function trafficOf({ groups, rules }: Route, name: string): GroupTraffic {
  return {
    weight: groups.find(({ serverGroup }) => serverGroup === name)?.weight ?? 0,
    rules: rules.filter(({ serverGroup }) => serverGroup === name),
  };
}

/** Whether a group gets any requests. */
export function isServing(traffic: GroupTraffic): boolean {
  return traffic.weight > 0 || traffic.rules.length > 0;
}

/** A route in which one group gets what is said and every other one what it got. */
export function withTraffic(route: Route, name: string, traffic: GroupTraffic): Route {
  const others = route.rules.filter(({ serverGroup }) => serverGroup !== name);
  const entry = { serverGroup: name, weight: traffic.weight };
  const isKnown = route.groups.some(({ serverGroup }) => serverGroup === name);
  const groups = isKnown
    ? route.groups.map((group) => group.serverGroup === name ? entry : group)
    : [...route.groups, entry];
  return { ...route, groups, rules: [...traffic.rules, ...others] };
}

/**
 * The weight with which each instance of a group gets as much as an instance of those that serve beside it:
 * w = replicas · Σ weights / Σ replicas of the others; 100 when nobody else serves.
 */
export function fairWeight(
  route: Route,
  name: string,
  groups: readonly ServerGroupView[],
): number {
  const replicasOf = (one: string) => groups.find((group) => group.name === one)?.desired ?? 0;
  const others = route.groups.filter(({ serverGroup, weight }) =>
    serverGroup !== name && weight > 0 && replicasOf(serverGroup) > 0
  );
  const weight = others.reduce((sum, group) => sum + group.weight, 0);
  const replicas = others.reduce((sum, group) => sum + replicasOf(group.serverGroup), 0);
  if (replicas === 0) return WHOLE;
  return Number((replicasOf(name) * weight / replicas).toFixed(6));
}
