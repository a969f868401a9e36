import type { z } from "zod";

/** Words that depend on the platform; what is left out is not checked. */
export interface LintWorld {
  /** Kinds of faults, each with what its parameters must be. */
  readonly faults?: Readonly<Record<string, z.ZodType>>;
  /** Names of native probes. */
  readonly probes?: readonly string[];
}
