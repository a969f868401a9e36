import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** End an instance again and again, as soon as it is back. */
export const PROCESS_RESTART_LOOP = faultKind({
  ...ANYWHERE,
  kind: "process-restart-loop",
  summary: "end an instance again and again, as soon as it is back",
  targets: INSTANCES,
  parameters: z.strictObject({ everyMs: z.int().min(100).max(600_000).default(1_000) }),
  undo: "the killing ends; seen when an instance on the seat is UP",
  takesAway: true,
  partOn: (_instance, parameters) => ({
    side: "fleet",
    effect: { type: "restart-loop", everyMs: parameters.everyMs },
  }),
});
