import { z } from "zod";
import { faultKind, INSTANCES, OURS_ONLY } from "./fault_kind.ts";

/** Keep the event loop of an instance busy, so that it answers nobody meanwhile. */
export const EVENT_LOOP_BLOCK = faultKind({
  ...OURS_ONLY,
  kind: "event-loop-block",
  summary: "keep the event loop of an instance busy, so that it answers nobody meanwhile",
  targets: INSTANCES,
  parameters: z.strictObject({
    blockMs: z.int().min(1).max(10_000).default(500),
    everyMs: z.int().min(10).max(60_000).default(1_000),
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: true,
  partOn: (_instance, parameters) => ({
    side: "service",
    effect: { type: "block-event-loop", ...parameters },
    match: {},
  }),
});
