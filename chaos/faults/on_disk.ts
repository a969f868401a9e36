import type { PsInstance } from "@netops/core/contracts";
import type { FaultPart } from "./fault_kind.ts";

/**
 * A process beside an instance that works on a file as descriptor 3, on the disk where the instance runs.
 *
 * The file loses its name before the first byte: whatever ends the process frees what it took.
 */
export function onDiskOf({ pid }: PsInstance, work: string): FaultPart {
  const file = `f=$(mktemp -p /proc/${pid}/cwd .netops-XXXXXX) && exec 3<>"$f" && rm "$f"`;
  return { side: "job", command: ["/bin/sh", "-c", `${file} && ${work}`] };
}
