import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Let an instance run only a share of the time, as if others had the CPU. */
export const CPU_THROTTLE = faultKind({
  ...ANYWHERE,
  kind: "cpu-throttle",
  summary: "let an instance run only a share of the time, as if others had the CPU",
  targets: INSTANCES,
  parameters: z.strictObject({ runRatio: z.number().min(0.01).max(1).default(0.2) }),
  undo: "the group runs on; seen when no process of it is stopped",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "fleet",
    effect: { type: "throttle-cpu", runRatio: parameters.runRatio },
  }),
});
