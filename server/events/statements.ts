import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * The tables of the log. EXCLUSIVE: one process owns the file and the kernel sees to it; FULL: a commit is
 * on the disk before it is acknowledged, so that not even a power cut loses it. What retention looks at
 * stands before the body, so that it never reads a body's pages.
 */
export const SCHEMA = `
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table if not exists topic (
    id integer primary key,
    topic text not null unique,
    partitions integer not null,
    retention_ms integer not null,
    retention_bytes integer not null
  );
  create table if not exists head (
    topic_id integer not null,
    partition integer not null,
    earliest integer not null default 0,
    latest integer not null default 0,
    size_bytes integer not null default 0,
    last_timestamp_ms integer not null default 0,
    primary key (topic_id, partition)
  ) without rowid;
  create table if not exists message (
    topic_id integer not null,
    partition integer not null,
    offset integer not null,
    timestamp_ms integer not null,
    size_bytes integer not null,
    body text not null,
    primary key (topic_id, partition, offset)
  ) without rowid;
  create table if not exists producer (
    id text primary key,
    sequence integer not null,
    answer text not null,
    at_ms integer not null
  ) without rowid;
  create index if not exists producer_age on producer (at_ms);
  create table if not exists consumer_group (name text primary key, state text not null) without rowid;
  create table if not exists committed (
    group_name text not null,
    topic text not null,
    partition integer not null,
    offset integer not null,
    primary key (group_name, topic, partition)
  ) without rowid;
`;

const TOPIC = `select id, topic, partitions, retention_ms as retentionMs,
  retention_bytes as retentionBytes from topic`;
const HEAD = `select partition, earliest, latest, size_bytes as sizeBytes,
  last_timestamp_ms as lastTimestampMs from head where topic_id = ?`;
const MESSAGE = "offset, timestamp_ms as timestampMs, size_bytes as sizeBytes";
const AT = "where topic_id = ? and partition = ?";

const TEXTS = {
  begin: "begin immediate",
  commit: "commit",
  topics: `${TOPIC} order by topic`,
  topic: `${TOPIC} where topic = ?`,
  addTopic: `insert into topic (topic, partitions, retention_ms, retention_bytes)
    values (?, ?, ?, ?)`,
  addPartition: "insert into head (topic_id, partition) values (?, ?)",
  setRetention: "update topic set retention_ms = ?, retention_bytes = ? where id = ?",
  heads: `${HEAD} order by partition`,
  head: `${HEAD} and partition = ?`,
  setHead: `update head set earliest = ?, latest = ?, size_bytes = ?, last_timestamp_ms = ? ${AT}`,
  append: "insert into message values (?, ?, ?, ?, ?, ?)",
  read: `select ${MESSAGE}, body from message ${AT} and offset >= ? order by offset`,
  oldest: `select ${MESSAGE} from message ${AT} order by offset limit 1000`,
  timestampAt: `select timestamp_ms as timestampMs from message ${AT} and offset = ?`,
  deleteBefore: `delete from message ${AT} and offset < ?`,
  produced: "select sequence, answer from producer where id = ?",
  setProduced: "insert or replace into producer values (?, ?, ?, ?)",
  forgetProducers: "delete from producer where at_ms < ?",
  groups: "select name, state from consumer_group order by name",
  saveGroup: "insert or replace into consumer_group values (?, ?)",
  committed: `select topic, partition, offset from committed where group_name = ?
    order by topic, partition`,
  committedAt: "select offset from committed where group_name = ? and topic = ? and partition = ?",
  setCommitted: "insert or replace into committed values (?, ?, ?, ?)",
} as const;

/** A key of the prepared statements. */
export type StatementName = keyof typeof TEXTS;

/** Prepares every statement of the log. */
export function prepareAll(db: DatabaseSync): Record<StatementName, StatementSync> {
  const entries = Object.entries(TEXTS).map(([name, text]) => [name, db.prepare(text)]);
  return Object.fromEntries(entries) as Record<StatementName, StatementSync>;
}
