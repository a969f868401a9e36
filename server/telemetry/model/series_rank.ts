/**
 * Whose new series still find a place when places run short.
 *
 * "guest" is who sends or registers by itself, "platform" what fleet runs and what rules write, "vital" what
 * says how all of this is doing.
 */
export type SeriesRank = "guest" | "platform" | "vital";

/** The part of all places up to which each rank may bring new series; the rest is kept for the next one. */
export const RANK_PARTS: Readonly<Record<SeriesRank, number>> = {
  guest: 0.6,
  platform: 0.95,
  vital: 1,
};
