import { NetopsError } from "../errors/netops_error.ts";

/** What one request may hold; a producer keeps to it, and the log refuses what is beyond. */
export const EVENT_LOG_LIMITS = {
  /** Key, value and headers of one message, in bytes of UTF-8. */
  messageBytes: 262_144,
  /** All messages of one request. */
  batchBytes: 1_048_576,
  batchMessages: 1_000,
  /** The longest time that a fetch or a beat is held. */
  waitMs: 10_000,
  /** Partitions of one fetch, of one commit, and of one topic. */
  partitions: 256,
  topicsOfConsumer: 32,
} as const;

/** How a topic, a group and a member may be called. Source: Kafka `Topic.LEGAL_CHARS`. */
export const LOG_NAME_PATTERN = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,128}$/;

const encoder = new TextEncoder();

interface Message {
  readonly key: string | null;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Measures a message in bytes of UTF-8: key + value + names and values of headers. */
export function logMessageBytes({ key, value, headers }: Message): number {
  let sizeBytes = encoder.encode(value).length + encoder.encode(key ?? "").length;
  for (const [name, text] of Object.entries(headers ?? {})) {
    sizeBytes += encoder.encode(name).length + encoder.encode(text).length;
  }
  return sizeBytes;
}

/**
 * Checks that a batch can be appended and gives its bytes.
 *
 * @throws {NetopsError} TOO_LARGE, REQUEST_INVALID
 */
export function checkLogBatch(
  { topic, messages }: { readonly topic: string; readonly messages: readonly Message[] },
): number {
  if (!LOG_NAME_PATTERN.test(topic)) {
    throw new NetopsError("REQUEST_INVALID", `Cannot send to the topic "${topic.slice(0, 200)}"`);
  }
  const { messageBytes, batchBytes, batchMessages } = EVENT_LOG_LIMITS;
  if (messages.length > batchMessages) throw tooLarge(`${batchMessages} messages at once`);
  const sizes = messages.map(logMessageBytes);
  if (sizes.some((size) => size > messageBytes)) {
    throw tooLarge(`${messageBytes} bytes in one message`);
  }
  const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
  if (sizeBytes > batchBytes) throw tooLarge(`${batchBytes} bytes in one batch`);
  return sizeBytes;
}

function tooLarge(most: string): NetopsError {
  return new NetopsError("TOO_LARGE", `Cannot send more than ${most}`);
}
