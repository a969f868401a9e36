import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import type { Notice, NoticeDocument, NoticeEvent } from "./notice.ts";

/** An execution, and the keys of the notices that were told already. */
export type NotifiedRecord = ExecutionRecord & { readonly notified?: readonly string[] };

/** Something that happened, and what the notice of it is kept under. */
interface Occasion {
  readonly event: NoticeEvent;
  readonly key: string;
  readonly tsMs: number;
  readonly more?: Partial<NoticeDocument>;
}

/**
 * Derives what is still to be told of an execution from what is stored: there is no queue that could lose it.
 *
 * Whoever told one keeps its key in `notified`; who is killed in between tells it again, with the same id. A question is
 * told of as long as it waits for its answer.
 */
export function dueNotices(record: NotifiedRecord): readonly Notice[] {
  const { notified = [], pipeline } = record;
  const occasions = occasionsOf(record);
  return pipeline.notifications.flatMap(({ on, to }, at) =>
    occasions.filter(({ event }) => on.includes(event)).flatMap((occasion) => {
      const key = `${occasion.key}/${at}`;
      return notified.includes(key)
        ? []
        : [{ key, to, document: documentOf(record, occasion, key) }];
    })
  );
}

function occasionsOf(record: NotifiedRecord): readonly Occasion[] {
  const { startedAtMs, endedAtMs, status, stages } = record;
  const questions = stages.flatMap(questionOf);
  const started: Occasion[] = startedAtMs === undefined
    ? []
    : [{ event: "started", key: "started", tsMs: startedAtMs }];
  if (!isComplete(status)) return [...started, ...questions];
  const event = status === "SUCCEEDED" ? "succeeded" : "failed";
  return [...started, { event, key: event, tsMs: endedAtMs ?? record.createdAtMs }];
}

function questionOf({ name, spec, status, startedAtMs = 0 }: StageRecord): Occasion[] {
  if (spec.type !== "approve" || status !== "RUNNING") return [];
  const { message, roles, expiresMs } = spec;
  const more = { stage: name, message, roles, expiresAtMs: startedAtMs + expiresMs };
  return [{ event: "approval", key: `approval/${name}`, tsMs: startedAtMs, more }];
}

function documentOf(
  record: NotifiedRecord,
  { event, tsMs, more }: Occasion,
  key: string,
): NoticeDocument {
  const { id, app, pipeline, status, by, trigger, verdict, reason } = record;
  return {
    ...{ schema: "netops.notice/v1", id: `${id}/${key}`, event, tsMs, execution: id, app },
    ...{ pipeline: pipeline.name, status, by, trigger },
    ...(verdict === undefined ? {} : { verdict }),
    ...(reason === undefined ? {} : { reason }),
    ...more,
  };
}
