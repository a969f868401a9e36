import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";
import { onDiskOf } from "./on_disk.ts";

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
  disk: "sizeBytes",
  partOn: (instance, parameters) => onDiskOf(instance, fillScript(parameters.sizeBytes)),
});

/** At once where the disk can: two that are asked for together see each other's bytes. */
function fillScript(sizeBytes: number): string {
  const atOnce = `fallocate -l ${sizeBytes} /proc/self/fd/3 2>/dev/null`;
  return `{ ${atOnce} || head -c ${sizeBytes} /dev/zero >&3; exec sleep 86400; }`;
}
