import {
  CohortTerms,
  type FaultPlace,
  type RequestEffect,
  type RequestMatch,
} from "@netops/core/contracts";
import { z } from "zod";
import { type FaultPart, OURS_ONLY, type TargetWord } from "./fault_kind.ts";
import { MATCH_PARAMETERS } from "./on_requests.ts";

/** What the kinds have in common that requests carry from the gateway to where they happen. */
export const CARRIED = {
  ...OURS_ONLY,
  targets: ["app", "cluster", "server-group", "instance"] as readonly TargetWord[],
  undo: "the gateways give it to no further request; seen when none of them holds it",
  takesAway: false,
  hitsAll: true,
  carriedBy: "gateways",
} as const;

/** The arms of an experiment: one gets the fault, and the other is counted beside it. */
export const COHORT_PARAMETER = CohortTerms.optional();

/** Parameters of every fault that requests carry: which requests, and whose calls. */
export const CARRIED_PARAMETERS = {
  /** Only calls of this app; everybody's when left out. */
  from: z.string().max(100).optional(),
  cohort: COHORT_PARAMETER,
  ...MATCH_PARAMETERS,
};

interface CarriedParameters extends RequestMatch {
  readonly from?: string | undefined;
  readonly cohort?: CohortTerms | undefined;
}

/** A part that a gateway holds: the requests that match carry the effect to `app`. */
export function carriedTo(
  app: string,
  effect: RequestEffect,
  { from, cohort, ...match }: CarriedParameters,
): FaultPart {
  const at: FaultPlace = from === undefined
    ? { point: "server", app }
    : { point: "client", app, from };
  return { side: "service", effect, match, at, ...(cohort === undefined ? {} : { cohort }) };
}
