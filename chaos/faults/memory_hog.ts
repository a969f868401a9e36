import { z } from "zod";
import { faultKind, INSTANCES, OURS_ONLY } from "./fault_kind.ts";

/** Let an instance hold memory that it does not need. */
export const MEMORY_HOG = faultKind({
  ...OURS_ONLY,
  kind: "memory-hog",
  summary: "let an instance hold memory that it does not need",
  targets: INSTANCES,
  parameters: z.strictObject({ sizeBytes: z.int().min(1).max(2 ** 32).default(134_217_728) }),
  undo: "the side that holds it lets go; seen when it holds it no more",
  takesAway: false,
  partOn: (_instance, parameters) => ({
    side: "service",
    effect: { type: "hog-memory", ...parameters },
    match: {},
  }),
});
