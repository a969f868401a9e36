import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** End an instance and keep its seat empty. */
export const PROCESS_OUTAGE = faultKind({
  ...ANYWHERE,
  kind: "process-outage",
  summary: "end an instance and keep its seat empty",
  targets: INSTANCES,
  parameters: z.strictObject({}),
  undo: "the seat may be filled again; seen when an instance on it is UP",
  takesAway: true,
  partOn: () => ({ side: "fleet", effect: { type: "outage" } }),
});
