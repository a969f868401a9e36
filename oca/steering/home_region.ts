import type { OcaStanding } from "@netops/core/contracts";
import ipaddr from "ipaddr.js";
import { type ClientAddress, compareReach, type MatchingRoute } from "./matching_route.ts";
import { rendezvousPull } from "./rendezvous.ts";

/** An OCA and the best of its routes that covers the client, if one does. */
export interface RoutedOca {
  readonly standing: OcaStanding;
  readonly route: MatchingRoute | undefined;
}

/** Where a client is at home, and how that was found out. */
export interface HomeRegion {
  readonly region: string;
  /** The longest prefix that holds the client. */
  readonly prefix: string;
  /** The regions that are equally near, by name: more than one, and the client's network decided. */
  readonly nearest: readonly string[];
  /** The client's network as CIDR. */
  readonly network: string;
  /** How many regions there are at all. */
  readonly regions: number;
}

/** As wide as what an ISP announces; all of it has one home. */
const NETWORK_BITS = { ipv4: 16, ipv6: 32 } as const;

/**
 * Finds the home region of a client; undefined when no route covers it.
 *
 * It is the region of the longest prefix that holds the client, then of the nearest attachment, among all
 * OCAs that are known, whatever their state: a drain moves nobody's home. Regions that are equally near (by
 * transit everybody is) are drawn by the client's network: argmax of pull(network, region), weights alike.
 * So every instance, wherever it is, gives the same answer.
 */
export function homeRegion(
  client: ClientAddress,
  ocas: readonly RoutedOca[],
): HomeRegion | undefined {
  const covering = ocas.flatMap(({ standing: { report: { region } }, route }) =>
    route === undefined ? [] : [{ region, route }]
  );
  const [best] = [...covering].sort((one, other) => compareReach(one.route, other.route));
  if (best === undefined) return undefined;
  const near = covering.filter(({ route }) => compareReach(route, best.route) === 0);
  const nearest = [...new Set(near.map(({ region }) => region))].sort();
  const network = networkOf(client);
  const pull = (region: string) => rendezvousPull(network, region, 1);
  return {
    region: nearest.reduce((one, other) => pull(other) > pull(one) ? other : one),
    prefix: best.route.prefix,
    ...{ nearest, network },
    regions: new Set(ocas.map(({ standing }) => standing.report.region)).size,
  };
}

function networkOf(client: ClientAddress): string {
  const bits = NETWORK_BITS[client.kind()];
  const family = client.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${family.networkAddressFromCIDR(`${client}/${bits}`)}/${bits}`;
}
