import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";
import { MATCH_PARAMETERS, onRequests, REQUEST_TARGETS } from "./on_requests.ts";

/** Answer late. */
export const LATENCY = faultKind({
  ...ANYWHERE,
  kind: "latency",
  summary: "answer late",
  targets: REQUEST_TARGETS,
  parameters: z.strictObject({
    delayMs: z.number().min(0).max(600_000).default(1_000),
    jitterMs: z.number().min(0).max(600_000).default(0),
    ...MATCH_PARAMETERS,
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (instance, { delayMs, jitterMs, ...match }) =>
    onRequests(instance, { type: "delay", delayMs, jitterMs }, match),
});
