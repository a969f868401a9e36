import type { OcaStanding } from "@netops/core/contracts";
import type { MatchingRoute } from "./matching_route.ts";

/** An OCA that may serve the client, with what decides where it stands. */
export interface Candidate {
  readonly standing: OcaStanding;
  readonly route: MatchingRoute;
  readonly ageMs: number;
  /** Whether it is in the region where the client is at home. */
  readonly isHome: boolean;
  readonly pull: number;
}
