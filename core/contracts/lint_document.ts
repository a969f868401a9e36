import { z } from "zod";

/** `netops deploy lint --json`. */
export const DeployLintDocument = z.object({
  schema: z.literal("netops.deploy.lint/v1"),
  /** Whether there is nothing that makes the exit code 2. */
  ok: z.boolean(),
  files: z.array(z.string()),
  findings: z.array(z.object({
    severity: z.enum(["error", "warning"]),
    /** As it was typed, or as a pipeline names it. */
    file: z.string(),
    /** From 1. */
    line: z.int(),
    column: z.int(),
    message: z.string(),
    /** What mends it. */
    fix: z.string().optional(),
  })),
});

export type DeployLintDocument = z.infer<typeof DeployLintDocument>;
