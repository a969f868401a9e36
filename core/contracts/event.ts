import { z } from "zod";

/** One thing that happened, on the time line of the whole platform. */
export const TimelineEvent = z.object({
  tsMs: z.number(),
  seq: z.int(),
  kind: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
  traceId: z.string().optional(),
});

/** A batch from one source; `srcSeq` lets fleet drop what it already has when a batch is sent again. */
export const EventBatch = z.strictObject({
  source: z.string(),
  events: z.array(z.strictObject({
    srcSeq: z.int().min(0),
    tsMs: z.number(),
    kind: z.string().max(100),
    subject: z.string().max(300),
    data: z.record(z.string(), z.unknown()),
    traceId: z.string().max(64).optional(),
  })).max(10_000),
});

/** `netops events --json`. */
export const EventsDocument = z.object({
  schema: z.literal("netops.events/v1"),
  events: z.array(TimelineEvent),
});

export type TimelineEvent = z.infer<typeof TimelineEvent>;
export type EventBatch = z.infer<typeof EventBatch>;
export type EventsDocument = z.infer<typeof EventsDocument>;
