import { NetopsError } from "@netops/core";
import type { GroupTimes } from "./consumer_group.ts";
import type { TopicDefaults } from "./topic_log.ts";

/** What `boot.config` of events may say, each a positive number. */
export interface EventsConfig {
  /** The most bytes of the file. */
  readonly maxBytes: number;
  readonly defaults: TopicDefaults;
  readonly times: GroupTimes;
  /** How often retention looks. */
  readonly sweepMs: number;
}

const DEFAULTS = {
  maxBytes: 1_073_741_824,
  partitions: 4,
  retentionMs: 604_800_000,
  retentionBytes: 67_108_864,
  sessionTimeoutMs: 3_000,
  handoverTimeoutMs: 30_000,
  sweepMs: 10_000,
};

/** Reads `boot.config`. @throws {NetopsError} CONFIG_INVALID for what is no positive number. */
export function readEventsConfig(config: Readonly<Record<string, unknown>>): EventsConfig {
  const read = (name: keyof typeof DEFAULTS): number => {
    const value = config[name] ?? DEFAULTS[name];
    if (typeof value === "number" && value > 0) return value;
    throw new NetopsError("CONFIG_INVALID", `Cannot take ${name} as it is no positive number`);
  };
  return {
    maxBytes: read("maxBytes"),
    sweepMs: read("sweepMs"),
    defaults: {
      partitions: read("partitions"),
      retentionMs: read("retentionMs"),
      retentionBytes: read("retentionBytes"),
    },
    times: {
      sessionTimeoutMs: read("sessionTimeoutMs"),
      handoverTimeoutMs: read("handoverTimeoutMs"),
    },
  };
}
