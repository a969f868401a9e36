import { z } from "zod";
import { faultKind, INSTANCES, OURS_ONLY } from "./fault_kind.ts";

/** Let an instance read a wrong time. */
export const CLOCK_SKEW = faultKind({
  ...OURS_ONLY,
  kind: "clock-skew",
  summary: "let an instance read a wrong time",
  targets: INSTANCES,
  parameters: z.strictObject({
    offsetMs: z.int().min(-86_400_000).max(86_400_000).default(60_000),
  }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "service",
    effect: { type: "skew-clock", ...parameters },
    match: {},
  }),
});
