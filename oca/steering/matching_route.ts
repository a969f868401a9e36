import type { OcaRoute } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import ipaddr from "ipaddr.js";

/** An address of a client, parsed. */
export type ClientAddress = ReturnType<typeof ipaddr.process>;

/** A route that covers a client, and how many bits of the address it fixes. */
export interface MatchingRoute extends OcaRoute {
  readonly prefixBits: number;
}

/** What is nearer comes first. Source: Open Connect, embedded before peering before transit. */
const ATTACHMENT_ORDER: Readonly<Record<OcaRoute["attachment"], number>> = {
  embedded: 0,
  pni: 1,
  public: 2,
  transit: 3,
};

/**
 * Parses a client's address; IPv4 in IPv6 is IPv4.
 *
 * @throws {NetopsError} REQUEST_INVALID
 */
export function parseClientAddress(text: string): ClientAddress {
  if (ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)) {
    return ipaddr.process(text);
  }
  throw new NetopsError("REQUEST_INVALID", `Cannot read "${text}" as an IP address`);
}

/** The best route that covers the client, or undefined when none does. */
export function matchingRoute(
  client: ClientAddress,
  routes: readonly OcaRoute[],
): MatchingRoute | undefined {
  return routes.flatMap((route) => cover(client, route)).sort(compareRoutes)[0];
}

/** Orders routes as BGP would: longest prefix, attachment, AS path, MED; 0 when they are alike. */
export function compareRoutes(one: MatchingRoute, other: MatchingRoute): number {
  return compareReach(one, other) ||
    one.asPathLength - other.asPathLength ||
    one.med - other.med;
}

/** Orders routes by how near they say the client is: longest prefix, attachment; 0 when they are alike. */
export function compareReach(one: MatchingRoute, other: MatchingRoute): number {
  return other.prefixBits - one.prefixBits ||
    ATTACHMENT_ORDER[one.attachment] - ATTACHMENT_ORDER[other.attachment];
}

function cover(client: ClientAddress, route: OcaRoute): MatchingRoute[] {
  // A prefix that nobody can read covers nobody.
  if (!ipaddr.isValidCIDR(route.prefix)) return [];
  const [network, prefixBits] = ipaddr.parseCIDR(route.prefix);
  const isCovered = network.kind() === client.kind() && client.match(network, prefixBits);
  return isCovered ? [{ ...route, prefixBits }] : [];
}
