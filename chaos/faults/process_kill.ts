import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** End an instance at once by SIGKILL. */
export const PROCESS_KILL = faultKind({
  ...ANYWHERE,
  kind: "process-kill",
  summary: "end an instance at once by SIGKILL",
  targets: INSTANCES,
  parameters: z.strictObject({}),
  undo: "fleet fills the seat again; seen when the desired number is UP",
  takesAway: true,
  partOn: () => ({ side: "fleet", effect: { type: "kill", signal: "SIGKILL" } }),
});
