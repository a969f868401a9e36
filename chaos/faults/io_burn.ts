import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";
import { onDiskOf } from "./on_disk.ts";

/** Write to the disk of an instance without end, from a process beside it. */
export const IO_BURN = faultKind({
  ...ANYWHERE,
  os: ["linux"],
  kind: "io-burn",
  summary: "write to the disk of an instance without end, from a process beside it",
  targets: INSTANCES,
  parameters: z.strictObject({
    fileBytes: z.int().min(1_048_576).max(2 ** 32).default(67_108_864),
  }),
  undo:
    "that process group is ended, and its file has no name that could stay; seen when no member of it lives",
  takesAway: false,
  disk: "fileBytes",
  partOn: (instance, parameters) => onDiskOf(instance, burnScript(parameters.fileBytes)),
});

function burnScript(fileBytes: number): string {
  const blocks = Math.ceil(fileBytes / 1_048_576);
  const write = `dd if=/dev/zero of=/proc/$$/fd/3 bs=1048576 count=${blocks} conv=notrunc,fsync`;
  return `while :; do ${write} 2>/dev/null; done`;
}
