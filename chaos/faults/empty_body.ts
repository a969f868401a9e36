import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Answer with the right status and no body. */
export const EMPTY_BODY = faultKind({
  ...ANYWHERE,
  kind: "empty-body",
  summary: "answer with the right status and no body",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({ ...MATCH_PARAMETERS }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { ...match }) => onRequests(instance, { type: "empty-body" }, match),
});
