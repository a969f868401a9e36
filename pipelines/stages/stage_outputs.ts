import type { StageType } from "@netops/core/contracts";

/** What an output of a stage is. */
export type OutputType = "string" | "number" | "boolean";

/**
 * What each type of stage gives out when it succeeded: field → type.
 *
 * A later stage refers to one as `STAGE.FIELD`; whoever checks a pipeline knows from here whether there
 * is such a field, before anything runs. A stage that was skipped or failed gives out nothing.
 */
export const STAGE_OUTPUTS = {
  bake: { artifact: "string", version: "string", isNew: "boolean" },
  run: { exitCode: "number" },
  deploy: {
    ...{ group: "string", from: "string", to: "string", baseline: "string", version: "string" },
    ...{ verdict: "string", dropped: "number", requests: "number", usersHit: "number" },
    timeToVerdictMs: "number",
  },
  canary: { judgement: "string", score: "number" },
  resize: { group: "string", replicas: "number" },
  enable: { group: "string", epoch: "number" },
  disable: { group: "string", epoch: "number" },
  destroy: { group: "string" },
  rollback: {
    ...{ group: "string", from: "string", to: "string", verdict: "string" },
    ...{ dropped: "number", requests: "number" },
  },
  approve: { approvedBy: "string", approved: "boolean" },
  wait: { waitedMs: "number" },
  until: { waitedMs: "number", asked: "number" },
  assert: { checked: "number" },
  http: { status: "number", body: "string" },
  pipeline: { execution: "string", status: "string" },
  chaos: { verdict: "string", runs: "number" },
  load: { exitCode: "number", verdict: "string" },
} as const satisfies Readonly<Record<StageType, Readonly<Record<string, OutputType>>>>;
