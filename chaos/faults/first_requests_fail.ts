import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

const { firstCount: _, ...match } = MATCH_PARAMETERS;

/** Fail the first requests and answer the others: what a retry must get over. */
export const FIRST_REQUESTS_FAIL = faultKind({
  ...ANYWHERE,
  kind: "first-requests-fail",
  summary: "fail the first requests and answer the others",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    status: z.int().min(200).max(599).default(503),
    firstCount: z.int().min(1).max(1_000_000).default(1),
    ...match,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { status, ...rest }) => onRequests(instance, { type: "abort", status }, rest),
});
