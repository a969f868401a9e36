import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Send bodies slowly. */
export const SLOW_BODY = faultKind({
  ...ANYWHERE,
  kind: "slow-body",
  summary: "send bodies slowly",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    bytesPerSecond: z.int().min(1).max(2 ** 40).default(1_024),
    ...MATCH_PARAMETERS,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { bytesPerSecond, ...match }) =>
    onRequests(instance, { type: "slow-body", bytesPerSecond }, match),
});
