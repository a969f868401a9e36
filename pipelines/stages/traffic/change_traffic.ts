import type { Route, ServerGroupView } from "@netops/core/contracts";
import { checkTrafficGuard, type GuardVerdict } from "../../guard/traffic_guard.ts";
import type { DeliveryPlatform } from "../../ports/delivery_platform.ts";
import { type GroupTraffic, routeOf, trafficOf, withTraffic } from "./route_weight.ts";

/** How a route stands and what is behind it, read together. */
export interface TrafficView {
  readonly epoch: number;
  readonly route: Route;
  /** All groups of the app. */
  readonly groups: readonly ServerGroupView[];
  readonly own: GroupTraffic;
}

/** Reads what a group gets, and everything beside it. @throws {NetopsError} REFUSED when its app has no route */
export async function readTraffic(
  platform: DeliveryPlatform,
  group: ServerGroupView,
): Promise<TrafficView> {
  const snapshot = await platform.routes();
  const groups = await platform.groups(group.app);
  const route = routeOf(snapshot, group);
  return { epoch: snapshot.epoch, route, groups, own: trafficOf(route, group.name) };
}

/**
 * Gives a group what is said, in one switch that the traffic guard lets through; gives the new epoch.
 *
 * Every other group that serves must still have an instance up at that moment.
 *
 * @throws {NetopsError} CONFLICT when somebody switched since the view was read, REFUSED by the guard
 */
export async function changeTraffic(
  platform: DeliveryPlatform,
  view: TrafficView,
  change: { readonly group: string; readonly to: GroupTraffic; readonly least?: number },
): Promise<number> {
  const { group, to, least = 0 } = change;
  const others = view.groups.filter(({ name, up }) =>
    name !== group && up > 0 && trafficOf(view.route, name).weight > 0
  );
  const { epoch } = await platform.switchRoute({
    ...{ key: view.route.key, expectEpoch: view.epoch },
    route: withTraffic(view.route, group, to),
    require: {
      ...Object.fromEntries(others.map(({ name }) => [name, 1])),
      ...(least > 0 ? { [group]: least } : {}),
    },
  });
  return epoch;
}

/** Whether an app stays reachable when a group gets nothing any more, or keeps only so many instances. */
export function mayShrink(
  { route, groups, own }: TrafficView,
  name: string,
  { left = 0 }: { readonly left?: number } = {},
): GuardVerdict {
  if (own.weight === 0) return { isAllowed: true, reason: `${name} gets no requests by weight` };
  const serving = groups.filter((group) => trafficOf(route, group.name).weight > 0);
  if (left === 0 && serving.length === 1) {
    return { isAllowed: false, reason: `${name} is the only group that gets requests` };
  }
  const guarded = serving.map((group) => ({
    name: group.name,
    up: group.name === name ? Math.min(left, group.up) : group.up,
    capacity: { min: 0, max: group.desired, desired: group.desired },
  }));
  const { up = 0, desired = 0 } = serving.find((group) => group.name === name) ?? {};
  const going = {
    ...{ name: `${name}, what goes of it`, up: Math.max(0, up - left) },
    capacity: { min: 0, max: desired, desired },
  };
  return checkTrafficGuard({ groups: [...guarded, going], goingAway: [going.name] });
}
