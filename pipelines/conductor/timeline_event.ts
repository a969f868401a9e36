import type { EventDraft } from "@netops/core";
import type { ExecutionEvent } from "@netops/core/contracts";
import type { ExecutionRecord } from "../execution/execution_record.ts";

/** An event of an execution as the time line of the platform has it: about the app, with its place in the execution. */
export function timelineEvent(
  { id, app }: Pick<ExecutionRecord, "id" | "app">,
  { kind, stage, seq, data }: ExecutionEvent,
): EventDraft {
  const place = { execution: id, seq, ...(stage === undefined ? {} : { stage }) };
  return { kind, subject: app, data: { ...data, ...place } };
}
