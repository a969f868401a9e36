import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Let an instance open no more than so many files, as when it leaked them all. */
export const FILE_LIMIT = faultKind({
  ...ANYWHERE,
  os: ["linux"],
  kind: "file-limit",
  summary: "let an instance open no more than so many files, as when it leaked them all",
  targets: INSTANCES,
  parameters: z.strictObject({ files: z.int().min(0).max(1_000_000).default(16) }),
  undo: "the limit from before, when no other fault lowers it; seen by reading it",
  takesAway: true,
  partOn: (_instance, parameters) => ({
    side: "fleet",
    effect: { type: "limit-files", files: parameters.files },
  }),
});
