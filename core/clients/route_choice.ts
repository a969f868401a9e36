import type { Route, RouteRule } from "../contracts/routes.ts";
import { stablePosition } from "../nouns/stable_position.ts";
import type { Rng } from "../ports/rng.ts";

/** What a choice of a server group looks at. */
export interface RouteFacts {
  /** The value of a request header, or null. */
  header(name: string): string | null;
  /** `x-netops-cohort`, or the client's address. */
  readonly cohort: string;
}

/** The server group of a request and why it was chosen. */
export interface RouteChoice {
  readonly serverGroup: string;
  /** The rule that matched, or undefined when the weights decided. */
  readonly rule?: string;
}

/**
 * Chooses the server group of one request: the first rule that matches, else by weight.
 *
 * Groups for which `available` says false are passed over; undefined when none is left.
 * P(group) = weight / sum of the weights of the available groups.
 */
export function chooseServerGroup(
  route: Route,
  facts: RouteFacts,
  options: { readonly rng: Rng; readonly available: (serverGroup: string) => boolean },
): RouteChoice | undefined {
  for (const rule of route.rules) {
    if (options.available(rule.serverGroup) && matches(rule, facts, route.key)) {
      return { serverGroup: rule.serverGroup, rule: rule.name };
    }
  }
  return chooseByWeight(route, options);
}

function matches(rule: RouteRule, facts: RouteFacts, key: string): boolean {
  if (rule.header !== undefined && facts.header(rule.header.name) !== rule.header.value) {
    return false;
  }
  if (rule.cohortRatio !== undefined) {
    return cohortPosition(`${key}:${rule.name}:${facts.cohort}`) < rule.cohortRatio;
  }
  return rule.header !== undefined;
}

function chooseByWeight(
  route: Route,
  options: { readonly rng: Rng; readonly available: (serverGroup: string) => boolean },
): RouteChoice | undefined {
  let sum = 0;
  let last: string | undefined;
  for (const group of route.groups) {
    if (group.weight <= 0 || !options.available(group.serverGroup)) continue;
    sum += group.weight;
    last = group.serverGroup;
  }
  if (last === undefined) return undefined;
  let left = options.rng.next() * sum;
  for (const group of route.groups) {
    if (group.weight <= 0 || !options.available(group.serverGroup)) continue;
    left -= group.weight;
    if (left < 0) return { serverGroup: group.serverGroup };
  }
  return { serverGroup: last };
}

/** Places a cohort in [0, 1), the same in every process. */
export function cohortPosition(cohort: string): number {
  return stablePosition(cohort);
}
