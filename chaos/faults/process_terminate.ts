import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Ask an instance to end by SIGTERM. */
export const PROCESS_TERMINATE = faultKind({
  ...ANYWHERE,
  kind: "process-terminate",
  summary: "ask an instance to end by SIGTERM",
  targets: INSTANCES,
  parameters: z.strictObject({}),
  undo: "fleet fills the seat again; seen when the desired number is UP",
  takesAway: true,
  partOn: () => ({ side: "fleet", effect: { type: "kill", signal: "SIGTERM" } }),
});
