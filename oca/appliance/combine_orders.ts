import type { HeldTitle, OcaOrders } from "@netops/core/contracts";
import { REPORT_LIFE_MS } from "../report_life.ts";

/** Orders and when they came, in monotonic ms. */
export interface HeardOrders {
  readonly orders: OcaOrders;
  readonly heardAtMs: number;
}

/**
 * Makes one set of orders of what several cachecontrols said; undefined when nothing of it counts still.
 *
 * Orders count as long as a report does.
 * Who spoke last says whether to serve. A title is to be held while any of them wants it, so that two
 * that differ for a moment delete nothing; sources are those of all, the newest first, origin last.
 */
export function combineOrders(
  heard: Iterable<HeardOrders>,
  nowMs: number,
): OcaOrders | undefined {
  const live = [...heard]
    .filter(({ heardAtMs }) => nowMs - heardAtMs < REPORT_LIFE_MS)
    .sort((left, right) => right.heardAtMs - left.heardAtMs)
    .map(({ orders }) => orders);
  const [newest] = live;
  if (newest === undefined) return undefined;
  const manifest = new Map<string, HeldTitle>();
  for (const title of live.flatMap((orders) => orders.manifest)) {
    const key = `${title.titleId}/${title.version}`;
    if (!manifest.has(key)) manifest.set(key, title);
  }
  return {
    wantedState: newest.wantedState,
    settled: live.every(({ settled }) => settled),
    manifest: [...manifest.values()],
    sources: joinSources(live),
  };
}

function joinSources(live: readonly OcaOrders[]): Record<string, string[]> {
  const joined: Record<string, string[]> = Object.create(null);
  for (const { sources } of live) {
    for (const [titleId, ranked] of Object.entries(sources)) {
      joined[titleId] = [...new Set([...joined[titleId] ?? [], ...ranked])];
    }
  }
  for (const ranked of Object.values(joined)) {
    // A stable sort: the order among peers and among origins stays.
    ranked.sort((left, right) => Number(isOrigin(left)) - Number(isOrigin(right)));
  }
  return joined;
}

/** Whether a source is origin and no peer. */
export function isOrigin(source: string): boolean {
  return source.endsWith("/files");
}
