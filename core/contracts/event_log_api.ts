/**
 * The HTTP API of the events process. Types only: these are calls between processes of one run, behind
 * the run's token. The words and the numbers are Kafka's where it has them.
 */
import type { DeliveredMessage, LogBatch, LogPosition } from "../ports/event_log.ts";

/** `POST /messages`: appends all or nothing. */
export interface SendRequest {
  /** Who sends, and its how many-th request this is: one that is sent again is appended once. */
  readonly producer: { readonly id: string; readonly sequence: number };
  readonly batches: readonly LogBatch[];
}

/** The answer of `POST /messages`: one list of positions for each batch. */
export interface SendAnswer {
  readonly batches: readonly (readonly LogPosition[])[];
}

/** One partition of one topic. */
export interface LogPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A place in a partition: the offset that is read next. */
export interface LogOffset extends LogPartition {
  readonly offset: number;
}

/** `PUT /topics/:topic`: makes it, or changes how long it keeps; what is left out stays. */
export interface TopicRequest {
  /** Only when it is made: 1 to 256; 4. */
  readonly partitions?: number;
  readonly retentionMs?: number;
  readonly retentionBytes?: number;
}

/** What one partition holds: offsets from `earliest` to before `latest`. */
export interface PartitionView {
  readonly partition: number;
  readonly earliest: number;
  readonly latest: number;
  readonly sizeBytes: number;
}

/** `GET /topics`, `GET /topics/:topic`. */
export interface TopicView {
  readonly topic: string;
  readonly retentionMs: number;
  /** For all partitions together. */
  readonly retentionBytes: number;
  readonly partitions: readonly PartitionView[];
}

/** `GET /fetch?at=TOPIC/PARTITION/OFFSET&at=…&waitMs=…&maxBytes=…`: held until there is a message. */
export interface FetchAnswer {
  readonly messages: readonly DeliveredMessage[];
  /** Asked for, but gone by retention or not written yet. */
  readonly outOfRange: readonly (LogPartition & Omit<PartitionView, "sizeBytes">)[];
}

/** `PUT /groups/:group/members/:member`: joins; the same again changes nothing. */
export interface JoinRequest {
  readonly topics: readonly string[];
}

/**
 * `POST /groups/:group/members/:member/beats`: says that the member lives; held until its partitions change.
 *
 * A partition that moves is given to its new member when the old one no longer says that it owns it.
 */
export interface BeatRequest {
  readonly generation: number;
  /** Of the assignment that the member knows: another one is answered at once. */
  readonly revision: number;
  /** What the member reads now. */
  readonly owned: readonly LogPartition[];
  readonly waitMs: number;
}

/** What a member should own now; the answer of a join and of a beat. */
export interface AssignmentView {
  readonly generation: number;
  readonly revision: number;
  readonly sessionTimeoutMs: number;
  /** With the committed offset, or null without one. */
  readonly partitions: readonly (LogPartition & { readonly committed: number | null })[];
}

/** `POST /groups/:group/members/:member/commits`: only of partitions that it owns, in its generation. */
export interface CommitRequest {
  readonly generation: number;
  readonly offsets: readonly LogOffset[];
}

/** `POST /groups/:group/reset`: moves a group that has no members. */
export interface ResetRequest {
  readonly topic: string;
  readonly partition?: number;
  readonly to: "beginning" | "end" | { readonly offset: number } | { readonly timestampMs: number };
}

/** `GET /groups`, `GET /groups/:group`. */
export interface GroupView {
  readonly group: string;
  readonly generation: number;
  readonly members: readonly {
    readonly member: string;
    readonly topics: readonly string[];
    readonly owned: readonly LogPartition[];
  }[];
  readonly partitions: readonly (LogPartition & {
    readonly committed: number;
    readonly latest: number;
    /** latest − committed: how many messages wait. */
    readonly lag: number;
    readonly member: string | null;
  })[];
}
