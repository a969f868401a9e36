import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";

/** Something that happened, before it has a number. */
export interface EventNote {
  readonly kind: string;
  readonly stage?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A record as it is to be, and what happened: both are written in one commit. */
export interface RecordChange {
  readonly record: ExecutionRecord;
  readonly events: readonly EventNote[];
}

/** The stage of this name. */
export function stageOf(record: ExecutionRecord, name: string): StageRecord {
  const stage = record.stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`there is no stage ${name} in ${record.id}`);
  return stage;
}

/** A record with one stage replaced. */
export function withStage(record: ExecutionRecord, stage: StageRecord): ExecutionRecord {
  return {
    ...record,
    stages: record.stages.map((one) => one.name === stage.name ? stage : one),
  };
}

/** The event of a stage whose status is another one now. */
export function stageEvent(
  { name, type, status, reason }: Pick<StageRecord, "name" | "status" | "reason"> & {
    readonly type: string;
  },
): EventNote {
  return {
    kind: "deploy.stage",
    stage: name,
    data: { type, status, ...(reason === undefined ? {} : { reason }) },
  };
}
