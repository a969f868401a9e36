import type {
  OcaBoard,
  OcaStanding,
  RankedOca,
  RejectReason,
  SteerAnswer,
  SteerRequest,
} from "@netops/core/contracts";
import { isInDuress } from "../duress.ts";
import { REPORT_LIFE_MS } from "../report_life.ts";
import type { Candidate } from "./candidate.ts";
import { type HomeRegion, homeRegion, type RoutedOca } from "./home_region.ts";
import {
  type ClientAddress,
  compareRoutes,
  matchingRoute,
  parseClientAddress,
} from "./matching_route.ts";
import { rankReasons } from "./rank_reasons.ts";
import { rendezvousPull } from "./rendezvous.ts";

const MOST_OFFERED = 10;
/** Somebody without any free capacity can still be compared with somebody else. */
const LEAST_FREE_RATIO = 0.001;

/** What is asked, and where the client is playing already. */
export interface RankRequest extends SteerRequest {
  /** The OCA that the client plays from: among equals it stays there. */
  readonly current?: string;
}

type Rejection = SteerAnswer["rejected"][number];
type Judged = Candidate | Rejection;

/**
 * Ranks the OCAs of a board for a client, at most ten; each of the others is rejected with its reason.
 *
 * Order: home region of the client, longest prefix, attachment, AS path, MED; then equals are spread by
 * the hash of client and title, weighted by free capacity. So another region comes after everybody of the
 * home one. When only stale OCAs, or only such in duress, could serve, they are offered, since that is
 * better than nobody.
 * Source: Open Connect, client steering (AfPIF 2018, partner documentation).
 *
 * @throws {NetopsError} REQUEST_INVALID for an address that is none.
 */
export function rankOcas(board: OcaBoard, request: RankRequest, nowMs: number): SteerAnswer {
  const client = parseClientAddress(request.clientIp);
  const routed = board.ocas.map((standing) => ({
    standing,
    route: matchingRoute(client, standing.routes),
  }));
  const home = homeRegion(client, routed);
  const judged = routed.map((oca) => judge(oca, { request, client, home, nowMs }));
  const able = judged.filter(isCandidate);
  const { kept: heard, dropped: stale } = split(able, ({ ageMs }) => ageMs < REPORT_LIFE_MS);
  const { kept: calm, dropped: strained } = split(heard, (one) => !isStrained(one));
  const ranked = [...calm].sort(compareCandidates);
  const answer = ranked.slice(0, MOST_OFFERED);
  return {
    ranked: answer.map((candidate, index) =>
      rankedOca(candidate, { index, among: ranked, home: home! })
    ),
    rejected: [
      ...judged.filter((one): one is Rejection => !isCandidate(one)),
      ...stale.map(rejectStale),
      ...strained.map(rejectStrained),
      ...ranked.slice(MOST_OFFERED).map(rejectBeyond),
    ],
  };
}

function isStrained({ standing }: Candidate): boolean {
  return isInDuress(standing.report.load.loadRatio);
}

interface Question {
  readonly request: RankRequest;
  readonly client: ClientAddress;
  readonly home: HomeRegion | undefined;
  readonly nowMs: number;
}

function judge({ standing, route }: RoutedOca, question: Question): Judged {
  const { request, nowMs } = question;
  const { report, wantedState } = standing;
  if (route === undefined) {
    return reject(standing, "NOT_ROUTED", `no route covers ${request.clientIp}`);
  }
  if (wantedState !== "SERVING") return reject(standing, "DRAINING", "it is to be drained");
  if (report.state !== "SERVING") {
    return reject(standing, "DRAINING", `it says ${report.state.toLowerCase()}`);
  }
  if (!report.healthy) return reject(standing, "HEALTH_MISS", "it says it is not healthy");
  if (!holds(standing, request)) {
    const version = request.version === undefined ? "" : ` in version ${request.version}`;
    return reject(standing, "CONTENT_MISS", `it does not hold ${request.titleId}${version}`);
  }
  const ageMs = Math.max(0, nowMs - standing.heardAtMs);
  const isHome = report.region === question.home?.region;
  return { standing, route, ageMs, isHome, pull: pullOf(standing, question) };
}

function holds({ report }: OcaStanding, { titleId, version }: SteerRequest): boolean {
  return report.titles.some((held) =>
    held.titleId === titleId && (version === undefined || held.version === version)
  );
}

function pullOf({ report }: OcaStanding, { client, request }: Question): number {
  const { titleId, current } = request;
  if (report.oca === current) return Infinity;
  const { capacityBps, loadRatio } = report.load;
  const freeBps = Math.max(1, capacityBps) * Math.max(LEAST_FREE_RATIO, 1 - loadRatio);
  return rendezvousPull(`${client}\n${titleId}`, report.oca, freeBps);
}

function compareCandidates(one: Candidate, other: Candidate): number {
  return compareNearness(one, other) ||
    comparePull(one, other) ||
    (one.standing.report.oca < other.standing.report.oca ? -1 : 1);
}

function comparePull(one: Candidate, other: Candidate): number {
  if (one.pull === other.pull) return 0;
  return one.pull > other.pull ? -1 : 1;
}

function compareNearness(one: Candidate, other: Candidate): number {
  return Number(other.isHome) - Number(one.isHome) || compareRoutes(one.route, other.route);
}

/** Keeps those that pass, or all when none does. */
function split(candidates: readonly Candidate[], passes: (one: Candidate) => boolean) {
  const kept = candidates.filter(passes);
  if (kept.length === 0) return { kept: candidates, dropped: [] };
  return { kept, dropped: candidates.filter((one) => !passes(one)) };
}

interface Seat {
  readonly index: number;
  readonly among: readonly Candidate[];
  readonly home: HomeRegion;
}

function rankedOca(candidate: Candidate, { index, among, home }: Seat): RankedOca {
  const { oca, url, site, isp } = candidate.standing.report;
  return {
    ...{ oca, rank: index + 1, url, site, isp },
    reasons: rankReasons(candidate, {
      equals: among.filter((other) => compareNearness(candidate, other) === 0).length,
      isStale: candidate.ageMs >= REPORT_LIFE_MS,
      isStrained: isStrained(candidate),
      home,
    }),
  };
}

function rejectStale({ standing, ageMs }: Candidate): Rejection {
  return reject(standing, "STALE_REPORT", `its last report is ${(ageMs / 1_000).toFixed(1)} s old`);
}

function rejectStrained({ standing }: Candidate): Rejection {
  const percent = Math.round(standing.report.load.loadRatio * 100);
  return reject(standing, "HEALTH_MISS", `it is in duress with a load of ${percent} %`);
}

function rejectBeyond({ standing }: Candidate): Rejection {
  return reject(standing, "BEYOND_TEN", "ten others stand before it");
}

function reject({ report }: OcaStanding, reason: RejectReason, detail: string): Rejection {
  return { oca: report.oca, reason, detail };
}

function isCandidate(judged: Judged): judged is Candidate {
  return "pull" in judged;
}
