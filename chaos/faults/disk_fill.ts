import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Fill the disk of an instance by a process beside it. */
export const DISK_FILL = faultKind({
  ...ANYWHERE,
  os: ["linux"],
  kind: "disk-fill",
  summary: "fill the disk of an instance by a process beside it",
  targets: INSTANCES,
  parameters: z.strictObject({ sizeBytes: z.int().min(1).max(2 ** 40).default(1_073_741_824) }),
  undo:
    "that process group is ended, and its file has no name that could stay; seen when no member of it lives",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "job",
    command: ["/bin/sh", "-c", fillScript(parameters.sizeBytes)],
  }),
});

/** The file loses its name before the first byte: whatever ends the process frees what it took. */
function fillScript(sizeBytes: number): string {
  const fill = `head -c ${sizeBytes} /dev/zero >&3`;
  return `f=$(mktemp) && exec 3<>"$f" && rm "$f" && { ${fill}; exec sleep 86400; }`;
}
