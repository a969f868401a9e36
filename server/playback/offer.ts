import type { OfferedOca, RankedOca } from "@netops/core/contracts";

/** What is offered and with which signature. */
export interface Offer {
  readonly titleId: string;
  readonly version: string;
  /** As `signTitleUrl` makes it: one query opens the version on every OCA. */
  readonly query: string;
}

/** Makes the addresses that a player takes, best OCA first. */
export function offerOcas(ranked: readonly RankedOca[], offer: Offer): OfferedOca[] {
  const { titleId, version, query } = offer;
  return ranked.map(({ oca, rank, url, site, isp, reasons }) => {
    const base = `${url}/${titleId}/${version}`;
    return {
      id: oca,
      rank,
      hlsUrl: `${base}/master.m3u8?${query}`,
      dashUrl: `${base}/manifest.mpd?${query}`,
      ...{ site, isp, reasons },
    };
  });
}
