import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Run busy processes on the machine of an instance, which compete with it for the CPUs. */
export const CPU_BURN = faultKind({
  ...ANYWHERE,
  kind: "cpu-burn",
  summary: "run busy processes on the machine of an instance, which compete with it for the CPUs",
  targets: INSTANCES,
  parameters: z.strictObject({ workers: z.int().min(1).max(64).default(2) }),
  undo: "their process group is ended; seen when no member of it lives",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "job",
    command: ["/bin/sh", "-c", burnScript(parameters.workers)],
  }),
});

/** A shell without a program: it is on every system, and each worker keeps one CPU busy. */
function burnScript(workers: number): string {
  const worker = "(while :; do :; done) &";
  return `${Array.from({ length: workers }, () => worker).join(" ")} wait`;
}
