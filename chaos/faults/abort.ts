import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Answer with an error and do nothing. */
export const ABORT = faultKind({
  ...ANYWHERE,
  kind: "abort",
  summary: "answer with an error and do nothing",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    status: z.int().min(200).max(599).default(503),
    ...MATCH_PARAMETERS,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { status, ...match }) =>
    onRequests(instance, { type: "abort", status }, match),
});
