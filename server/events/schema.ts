import { EVENT_LOG_LIMITS, LOG_NAME_PATTERN } from "@netops/core";
import type {
  BeatRequest,
  CommitRequest,
  JoinRequest,
  ResetRequest,
  SendRequest,
  TopicRequest,
} from "@netops/core/contracts";
import { z } from "zod";

const NAME = z.string().regex(LOG_NAME_PATTERN);
const OFFSET = z.int().min(0);
const PARTITION = z.int().min(0).max(EVENT_LOG_LIMITS.partitions - 1);
const HEADERS = z.record(z.string(), z.string());
const AT = { topic: NAME, partition: PARTITION };

const MESSAGE = z.strictObject({
  key: z.string().nullable(),
  value: z.string(),
  headers: HEADERS.optional(),
});

const SEND_SHAPE = z.strictObject({
  producer: z.strictObject({ id: NAME, sequence: z.int().min(0) }),
  batches: z.array(z.strictObject({
    topic: NAME,
    messages: z.array(MESSAGE).min(1).max(EVENT_LOG_LIMITS.batchMessages),
  })).min(1).max(EVENT_LOG_LIMITS.batchMessages),
});

/** `POST /messages`. */
export const SEND = SEND_SHAPE as unknown as z.ZodType<SendRequest>;

/** `PUT /topics/:topic`. */
export const TOPIC = z.strictObject({
  partitions: z.int().min(1).max(EVENT_LOG_LIMITS.partitions).optional(),
  retentionMs: z.int().min(1_000).max(3_600_000 * 24 * 365).optional(),
  retentionBytes: z.int().min(1_024).max(2 ** 40).optional(),
}) as unknown as z.ZodType<TopicRequest>;

/** `PUT /groups/:group/members/:member`. */
export const JOIN: z.ZodType<JoinRequest> = z.strictObject({
  topics: z.array(NAME).min(1).max(EVENT_LOG_LIMITS.topicsOfConsumer),
});

/** `POST …/beats`. */
export const BEAT: z.ZodType<BeatRequest> = z.strictObject({
  generation: z.int().min(0),
  revision: z.int().min(0),
  owned: z.array(z.strictObject(AT)).max(EVENT_LOG_LIMITS.partitions * 32),
  waitMs: z.number().min(0).max(EVENT_LOG_LIMITS.waitMs),
});

/** `POST …/commits`. */
export const COMMIT: z.ZodType<CommitRequest> = z.strictObject({
  generation: z.int().min(0),
  offsets: z.array(z.strictObject({ ...AT, offset: OFFSET })).min(1)
    .max(EVENT_LOG_LIMITS.partitions * 32),
});

/** `POST /groups/:group/reset`. */
export const RESET = z.strictObject({
  topic: NAME,
  partition: PARTITION.optional(),
  to: z.union([
    z.enum(["beginning", "end"]),
    z.strictObject({ offset: OFFSET }),
    z.strictObject({ timestampMs: z.number() }),
  ]),
}) as unknown as z.ZodType<ResetRequest>;
