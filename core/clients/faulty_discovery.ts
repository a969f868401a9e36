import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { FailPoints } from "../faults/fail_points.ts";
import type { Discovery } from "./discovery.ts";

/** The same array each time, as callers tell changes by it. */
const NOBODY: readonly RegisteredInstance[] = [];

/**
 * Makes discovery that finds nobody while a fault stands at `names`: by the ratio of look-ups.
 *
 * `delay` is for whoever calls: upstreams wait before they look up.
 */
export function faultyDiscovery(discovery: Discovery, points: FailPoints): Discovery {
  points.offer("names", ["error", "delay"]);
  const isLost = () => points.strikes("names", "error");
  return {
    ready: discovery.ready,
    instances: (app) => isLost() ? NOBODY : discovery.instances(app),
    up: (app) => isLost() ? NOBODY : discovery.up(app),
    apps: () => discovery.apps(),
    onChange: (listener) => discovery.onChange(listener),
    ageMs: () => discovery.ageMs(),
    close: () => discovery.close(),
  };
}
