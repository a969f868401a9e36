import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Stop all processes of an instance, so that it hangs with its sockets open. */
export const PROCESS_PAUSE = faultKind({
  ...ANYWHERE,
  kind: "process-pause",
  summary: "stop all processes of an instance, so that it hangs with its sockets open",
  targets: INSTANCES,
  parameters: z.strictObject({}),
  undo: "SIGCONT when no other fault holds it; seen when no process of its group is stopped",
  takesAway: true,
  partOn: () => ({ side: "fleet", effect: { type: "pause" } }),
});
