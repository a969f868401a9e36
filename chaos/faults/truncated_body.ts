import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Cut bodies off. */
export const TRUNCATED_BODY = faultKind({
  ...ANYWHERE,
  kind: "truncated-body",
  summary: "cut bodies off",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    keepBytes: z.int().min(0).max(2 ** 40).default(16),
    ...MATCH_PARAMETERS,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { keepBytes, ...match }) =>
    onRequests(instance, { type: "truncate-body", keepBytes }, match),
});
