import type { Route, RouteSnapshot } from "@netops/core/contracts";

/** The route of an app; undefined when there is none. */
export function routeOf({ routes }: RouteSnapshot, app: string): Route | undefined {
  return routes.find((route) => route.app === app);
}

/**
 * The same route with other weights: rules, sign-in and limits stay.
 *
 * A rule that names a group which has no weight any more would send requests to it for ever, so that it
 * could never be ended: it names the group that has the most now.
 */
export function withWeights(
  route: Route,
  weights: Readonly<Record<string, number>>,
): Route {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
  const [largest] = shares.toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const left = route.groups.map(({ serverGroup }) => serverGroup)
    .filter((name) => shares.every(([own]) => own !== name));
  return {
    ...route,
    groups: shares.map(([serverGroup, weight]) => ({ serverGroup, weight })),
    rules: route.rules.map((rule) =>
      largest !== undefined && left.includes(rule.serverGroup)
        ? { ...rule, serverGroup: largest }
        : rule
    ),
  };
}

/** Whether requests go where they are to go already: a switch that was made is not made again. */
export function hasWeights(route: Route, wanted: Route): boolean {
  const [own, other] = [sharesOf(route), sharesOf(wanted)];
  const names = new Set([...Object.keys(own), ...Object.keys(other)]);
  const isSame = [...names].every((name) => Math.abs((own[name] ?? 0) - (other[name] ?? 0)) < 1e-9);
  return isSame &&
    route.rules.every(({ serverGroup }, at) => serverGroup === wanted.rules[at]?.serverGroup);
}

/** The share of each group, 0 to 1; a group without requests is not among them. */
export function sharesOf({ groups }: Route): Readonly<Record<string, number>> {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  return Object.fromEntries(
    groups.filter(({ weight }) => weight > 0)
      .map(({ serverGroup, weight }) => [serverGroup, weight / total]),
  );
}
