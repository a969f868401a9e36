import type { Attachment, OcaBoard, OcaRoute, OcaStanding } from "@netops/core/contracts";

/** What a test says about an OCA; the rest is that of a healthy one. */
export interface StandingFacts {
  readonly oca: string;
  readonly routes?: readonly OcaRoute[];
  readonly region?: string;
  readonly state?: OcaStanding["report"]["state"];
  readonly wantedState?: OcaStanding["wantedState"];
  readonly healthy?: boolean;
  readonly loadRatio?: number;
  readonly heardAtMs?: number;
  readonly titles?: OcaStanding["report"]["titles"];
  readonly url?: string;
}

/** The wall time of the boards below. */
export const BOARD_NOW_MS = 1_700_000_000_000;

/** A route of a test. */
export function route(
  prefix: string,
  attachment: Attachment = "embedded",
  { asPathLength = 1, med = 0 } = {},
): OcaRoute {
  return { prefix, attachment, asPathLength, med };
}

/** A standing as cachecontrol would tell it. */
export function standing(facts: StandingFacts): OcaStanding {
  const { oca, routes = [route("127.0.0.0/8")], loadRatio = 0.1 } = facts;
  const heardAtMs = facts.heardAtMs ?? BOARD_NOW_MS - 1_000;
  const [, site = "fra001", isp = "isp-a"] = oca.split(".");
  return {
    heardAtMs,
    wantedState: facts.wantedState ?? "SERVING",
    routes,
    report: {
      ...{ oca, site, isp, routes, region: facts.region ?? "eu", zone: "eu-a" },
      url: facts.url ?? `http://127.66.1.1:9000`,
      sentAtMs: heardAtMs,
      state: facts.state ?? "SERVING",
      healthy: facts.healthy ?? true,
      load: { egressBps: loadRatio * 1e9, capacityBps: 1e9, sessions: 0, loadRatio },
      titles: facts.titles ?? [{ titleId: "t1", version: "v1" }],
      hot: { usedBytes: 0, budgetBytes: 1, hits: 0, misses: 0 },
    },
  };
}

/** A board of standings. */
export function board(...facts: readonly StandingFacts[]): OcaBoard {
  return { ocas: facts.map(standing) };
}
