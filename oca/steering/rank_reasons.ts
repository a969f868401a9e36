import type { Candidate } from "./candidate.ts";
import type { HomeRegion } from "./home_region.ts";

/** What the board says about a candidate besides itself. */
export interface RankFacts {
  /** How many are equally near, itself included. */
  readonly equals: number;
  readonly isStale: boolean;
  readonly isStrained: boolean;
  readonly home: HomeRegion;
}

const ATTACHMENT_WORDS = {
  embedded: "embedded in",
  pni: "private peering with",
  public: "public peering at",
  transit: "transit by",
} as const;

/** Says in short sentences, in the order they count, why an OCA stands where it stands. */
export function rankReasons(candidate: Candidate, facts: RankFacts): readonly string[] {
  const { route, standing, ageMs } = candidate;
  const { isp, load } = standing.report;
  const percent = Math.round(load.loadRatio * 100);
  return [
    ...(facts.isStale ? [`report is ${seconds(ageMs)} old, but no younger one is left`] : []),
    ...(facts.isStrained ? [`in duress, but so is everybody else`] : []),
    ...(facts.home.regions > 1 ? [regionWords(candidate, facts.home)] : []),
    `longest prefix ${route.prefix} (${route.prefixBits} bits)`,
    `${ATTACHMENT_WORDS[route.attachment]} ${isp}`,
    `AS path of ${route.asPathLength}`,
    `MED ${route.med}`,
    ...(facts.equals > 1 ? [equalWords(facts.equals, candidate.pull === Infinity)] : []),
    `load ${percent} %`,
  ];
}

function equalWords(equals: number, isCurrent: boolean): string {
  const why = isCurrent ? "the client plays from it" : "spread by client and title";
  return `one of ${equals} that are equally near, ${why}`;
}

function regionWords({ isHome, standing }: Candidate, home: HomeRegion): string {
  if (!isHome) return `in another region, ${standing.report.region}: home is ${home.region}`;
  const why = home.nearest.length === 1
    ? `${home.prefix} is there`
    : `${home.nearest.join(" and ")} are equally near and network ${home.network} draws it`;
  return `in the home region ${home.region} of the client: ${why}`;
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`;
}
