import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Fill memory of the machine of an instance by a process beside it. */
export const MEMORY_FILL = faultKind({
  ...ANYWHERE,
  kind: "memory-fill",
  summary: "fill memory of the machine of an instance by a process beside it",
  targets: INSTANCES,
  parameters: z.strictObject({ sizeBytes: z.int().min(1).max(2 ** 36).default(268_435_456) }),
  undo: "that process group is ended; seen when no member of it lives",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "job",
    command: ["/bin/sh", "-c", fillScript(parameters.sizeBytes)],
  }),
});

/** `tail` keeps a last line that never ends: all that it read. It holds it until it is ended. */
function fillScript(sizeBytes: number): string {
  return `{ head -c ${sizeBytes} /dev/zero; exec sleep 86400; } | tail`;
}
