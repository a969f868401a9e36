import type { HeldTitle, OcaReport } from "@netops/core/contracts";
import { titleKey } from "./plan_manifest.ts";

/** Who asks, and who there is. */
export interface SourceFacts {
  readonly asking: OcaReport;
  /** The reports of OCAs that were heard lately. */
  readonly peers: readonly OcaReport[];
  /** Base address of origin, without a trailing slash; undefined when nobody knows it. */
  readonly originUrl: string | undefined;
  /** Whether the asking OCA may go to origin for this title yet. */
  readonly mayAskOrigin: (title: HeldTitle) => boolean;
}

const MOST_PEERS = 4;

/**
 * Ranks where an OCA fills a title from: peers of its site, of its region, others; origin last.
 *
 * Gives an empty list when another OCA fetches the title in this moment, and undefined when nobody has it.
 * Source: Open Connect, peer fill before tier fill before cache fill.
 */
export function chooseSources(title: HeldTitle, facts: SourceFacts): string[] | undefined {
  const { asking, originUrl } = facts;
  const key = titleKey(title);
  const peers = facts.peers
    .filter((peer) => peer.oca !== asking.oca && peer.titles.some((held) => titleKey(held) === key))
    .sort((left, right) =>
      distance(asking, left) - distance(asking, right) ||
      left.load.loadRatio - right.load.loadRatio ||
      (left.oca < right.oca ? -1 : 1)
    )
    .slice(0, MOST_PEERS)
    .map(({ url }) => `${url}/fill`);
  const near = facts.peers.some((peer) =>
    peer.oca !== asking.oca && peer.region === asking.region &&
    peer.titles.some((held) => titleKey(held) === key)
  );
  if (originUrl === undefined) return peers.length === 0 ? undefined : peers;
  // Who has a peer in its region needs no turn at origin: that is only where it goes when peers fail.
  if (near || facts.mayAskOrigin(title)) return [...peers, `${originUrl}/files`];
  return peers;
}

/** 0 in the same site, 1 in the same region, 2 beyond. */
function distance(from: OcaReport, to: OcaReport): number {
  if (from.site === to.site && from.region === to.region) return 0;
  return from.region === to.region ? 1 : 2;
}
