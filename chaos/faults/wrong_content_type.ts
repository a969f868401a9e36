import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Call a body something that it is not. */
export const WRONG_CONTENT_TYPE = faultKind({
  ...ANYWHERE,
  kind: "wrong-content-type",
  summary: "call a body something that it is not",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    contentType: z.string().max(200).default("text/html"),
    ...MATCH_PARAMETERS,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { contentType, ...match }) =>
    onRequests(instance, { type: "content-type", contentType }, match),
});
