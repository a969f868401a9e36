import assert from "node:assert/strict";
import fc from "fast-check";
import { type DeliveredMessage, type EventLog, partitionOfKey } from "@netops/core";

/** One implementation under test. */
export interface EventLogSubject {
  /** Another client of the same log; each law uses topics of its own. */
  readonly open: () => EventLog;
  /** How many partitions a new topic has. */
  readonly partitions: number;
  /** Laws that this implementation does not keep, each with its reason. */
  readonly skip?: readonly { readonly reason: string; readonly laws: readonly string[] }[];
}

type Law = (subject: EventLogSubject, topic: string) => Promise<void>;

const WITHIN_MS = 8_000;

/** Runs every law of the port `EventLog` against one implementation. */
export async function runEventLogContract(
  context: Deno.TestContext,
  subject: EventLogSubject,
): Promise<void> {
  const run = `${Date.now()}`;
  for (const [index, [name, law]] of Object.entries(LAWS).entries()) {
    const skipped = subject.skip?.find(({ laws }) => laws.includes(name));
    await context.step({
      name: skipped === undefined ? name : `${name} (skipped: ${skipped.reason})`,
      ignore: skipped !== undefined,
      fn: () => law(subject, `law-${run}-${index}`),
    });
  }
}

/** A consumer that keeps what it was handed. */
class Reader implements AsyncDisposable {
  readonly seen: DeliveredMessage[] = [];
  readonly consumer: ReturnType<EventLog["consumer"]>;

  constructor(log: EventLog, options: Parameters<EventLog["consumer"]>[0]) {
    this.consumer = log.consumer(options);
  }

  get values(): string[] {
    return this.seen.map(({ message }) => message.value);
  }

  async begin(handle?: (delivered: DeliveredMessage) => Promise<void> | void): Promise<this> {
    this.consumer.run(async (delivered) => {
      await handle?.(delivered);
      this.seen.push(delivered);
    });
    await this.consumer.ready;
    return this;
  }

  async has(count: number): Promise<string[]> {
    await until(() => this.seen.length >= count, () => `${this.seen.length} of ${count} came`);
    return this.values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.consumer.close();
  }
}

async function send(log: EventLog, topic: string, messages: readonly [string | null, string][]) {
  const producer = log.producer();
  try {
    return await producer.send({
      topic,
      messages: messages.map(([key, value]) => ({ key, value })),
    });
  } finally {
    await producer.close();
  }
}

function numbered(from: number, to: number, key?: string): [string, string][] {
  return Array.from({ length: to - from }, (_, index) => {
    const value = String(from + index);
    return [key ?? `key-${value}`, value];
  });
}

const sorted = (values: readonly string[]) => values.map(Number).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

async function until(holds: () => boolean, describe: () => string): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(describe());
    await pause(5);
  }
}

const LAWS: Readonly<Record<string, Law>> = {
  "a message comes as it was sent, and stands where send said": async ({ open }, topic) => {
    const log = open();
    await using reader = await new Reader(log, { topics: [topic] }).begin();
    const producer = log.producer();
    const message = { key: "k", value: '{"a":"ä€😀"}', headers: { trace: "1" } };
    const [position] = await producer.send({ topic, messages: [message] });
    await producer.close();
    await reader.has(1);
    const [delivered] = reader.seen;
    assert.deepEqual(
      { topic: delivered?.topic, partition: delivered?.partition },
      { topic, partition: position?.partition },
    );
    const { timestampMs, ...stored } = delivered?.message ?? {};
    assert.deepEqual(stored, { ...message, offset: position?.offset });
    assert.ok(Number.isInteger(timestampMs));
  },

  "any text comes back unchanged": async ({ open }, topic) => {
    const log = open();
    const texts = fc.sample(fc.string({ unit: "grapheme", maxLength: 30 }), 60);
    texts.push("", "\0", "a\0b", "\n\r\t", "'; drop table message; --", '"', "\\", "\u2028");
    await send(log, topic, texts.map((text) => ["one", text]));
    await using reader = await new Reader(log, { topics: [topic], fromBeginning: true }).begin();
    assert.deepEqual(await reader.has(texts.length), texts);
  },

  "offsets of a partition begin at 0 and count up by one": async ({ open }, topic) => {
    const log = open();
    const positions = [
      ...await send(log, topic, numbered(0, 30)),
      ...await send(log, topic, numbered(30, 60)),
    ];
    for (const [, own] of Map.groupBy(positions, ({ partition }) => partition)) {
      assert.deepEqual(own.map(({ offset }) => offset), upTo(own.length));
    }
  },

  "a key always goes to the partition that Kafka gives it": async ({ open, partitions }, topic) => {
    const keys = fc.sample(fc.string({ minLength: 1, maxLength: 20 }), 50);
    const positions = await send(open(), topic, keys.map((key) => [key, "x"]));
    assert.deepEqual(
      positions.map(({ partition }) => partition),
      keys.map((key) => partitionOfKey(key, partitions)),
    );
  },

  "batches of one producer stand in the order of the calls": async ({ open }, topic) => {
    const log = open();
    const producer = log.producer();
    const calls = upTo(200).map((index) =>
      producer.send({ topic, messages: [{ key: "same", value: String(index) }] })
    );
    const positions = (await Promise.all(calls)).flat();
    await producer.close();
    assert.deepEqual(positions.map(({ offset }) => offset), upTo(200));
    await using reader = await new Reader(log, { topics: [topic], fromBeginning: true }).begin();
    assert.deepEqual((await reader.has(200)).map(Number), upTo(200));
  },

  "without a group everybody reads all, from the beginning only who asks": async (
    { open },
    topic,
  ) => {
    const log = open();
    await send(log, topic, numbered(0, 10));
    await using all = await new Reader(log, { topics: [topic], fromBeginning: true }).begin();
    await using fresh = await new Reader(log, { topics: [topic] }).begin();
    await using other = await new Reader(open(), { topics: [topic] }).begin();
    await send(log, topic, numbered(10, 20));
    assert.deepEqual(sorted(await all.has(20)), upTo(20));
    assert.deepEqual(sorted(await fresh.has(10)), upTo(20).slice(10));
    assert.deepEqual(sorted(await other.has(10)), upTo(20).slice(10));
  },

  "one consumer reads several topics": async ({ open }, topic) => {
    const log = open();
    const topics = [topic, `${topic}-b`];
    await using reader = await new Reader(log, { topics }).begin();
    for (const each of topics) await send(log, each, [["k", each]]);
    assert.deepEqual((await reader.has(2)).toSorted(), topics);
  },

  "a handler that throws gets the message again, before those after it": async (
    { open },
    topic,
  ) => {
    const log = open();
    const reader = new Reader(log, { topics: [topic], groupId: topic, fromBeginning: true });
    await using _ = reader;
    const tried: string[] = [];
    await reader.begin(({ message }) => {
      tried.push(message.value);
      if (tried.length < 3) throw new Error("not yet");
    });
    await send(log, topic, numbered(0, 3, "same"));
    await reader.has(3);
    assert.deepEqual(tried, ["0", "0", "0", "1", "2"]);
    assert.deepEqual(reader.values, ["0", "1", "2"]);
  },

  "a message that fails holds up its own partition only": async ({ open, partitions }, topic) => {
    const log = open();
    await using reader = await new Reader(log, { topics: [topic] }).begin(({ message }) => {
      if (message.value === "bad") throw new Error("never");
    });
    await send(log, topic, [["a", "bad"], ["a", "behind"], ...numbered(0, 20)]);
    const bad = partitionOfKey("a", partitions);
    const passing = numbered(0, 20).filter(([key]) => partitionOfKey(key, partitions) !== bad);
    assert.deepEqual(sorted(await reader.has(passing.length)), passing.map(([, v]) => Number(v)));
  },

  "handlers are never called two at a time": async ({ open }, topic) => {
    const log = open();
    let inHand = 0;
    await using reader = await new Reader(log, { topics: [topic] }).begin(async () => {
      assert.equal(++inHand, 1);
      await pause(1);
      inHand--;
    });
    await send(log, topic, numbered(0, 20));
    assert.equal(new Set(await reader.has(20)).size, 20);
  },

  "the members of a group share the messages, and each goes to one": async ({ open }, topic) => {
    const log = open();
    const options = { topics: [topic], groupId: topic, fromBeginning: true };
    await using one = await new Reader(log, options).begin();
    await using two = await new Reader(open(), options).begin();
    for (let sent = 0; one.seen.length === 0 || two.seen.length === 0; sent++) {
      assert.ok(sent < 200, "one of two members gets nothing");
      await send(log, topic, [[`warm-${sent}`, `warm-${sent}`]]);
      await pause(10);
    }
    await send(log, topic, numbered(0, 50));
    const values = () => [...one.values, ...two.values].filter((value) => /^\d+$/.test(value));
    await until(() => values().length >= 50, () => `${values().length} of 50 came`);
    await pause(50);
    assert.deepEqual(sorted(values()), upTo(50));
  },

  "a group goes on where it stopped": async ({ open }, topic) => {
    const log = open();
    const options = { topics: [topic], groupId: topic, fromBeginning: true };
    await send(log, topic, numbered(0, 20));
    {
      await using before = await new Reader(log, options).begin();
      assert.deepEqual(sorted(await before.has(20)), upTo(20));
    }
    await send(log, topic, numbered(20, 40));
    await using after = await new Reader(open(), options).begin();
    assert.deepEqual(sorted(await after.has(20)), upTo(40).slice(20));
    await using other = await new Reader(log, { ...options, groupId: `${topic}-2` }).begin();
    assert.deepEqual(sorted(await other.has(40)), upTo(40));
  },

  "a fresh group without fromBeginning misses nothing from its first moment on": async (
    { open },
    topic,
  ) => {
    const log = open();
    const options = { topics: [topic], groupId: topic };
    await send(log, topic, numbered(0, 5));
    await (await new Reader(log, options).begin())[Symbol.asyncDispose]();
    await send(log, topic, numbered(5, 10));
    await using after = await new Reader(log, options).begin();
    assert.deepEqual(sorted(await after.has(5)), [5, 6, 7, 8, 9]);
  },

  "who leaves hands over what it did not handle, and nothing comes after close": async (
    { open },
    topic,
  ) => {
    const log = open();
    const options = { topics: [topic], groupId: topic, fromBeginning: true };
    const reached = Promise.withResolvers<void>();
    const first = await new Reader(log, options).begin(async () => {
      reached.resolve();
      await pause(20);
    });
    await send(log, topic, numbered(0, 10, "same"));
    await reached.promise;
    await first[Symbol.asyncDispose]();
    const handled = first.values.length;
    assert.ok(handled >= 1 && handled < 10, `${handled} were handled`);
    await using second = await new Reader(log, options).begin();
    assert.deepEqual((await second.has(10 - handled)).map(Number), upTo(10).slice(handled));
    assert.equal(first.values.length, handled);
  },

  "seek reads again from the beginning, an offset or a time, and skips to the end": async (
    { open },
    topic,
  ) => {
    const log = open();
    await send(log, topic, numbered(0, 3, "same"));
    await pause(30);
    const [later] = await send(log, topic, numbered(3, 6, "same"));
    await using reader = await new Reader(log, { topics: [topic], fromBeginning: true }).begin();
    await reader.has(6);
    const timestampMs = reader.seen[3]?.message.timestampMs ?? 0;
    const partition = later?.partition ?? 0;
    await reader.consumer.seek({ topic, to: "beginning" });
    await reader.has(12);
    await reader.consumer.seek({ topic, partition, to: { offset: 4 } });
    await reader.has(14);
    await reader.consumer.seek({ topic, to: { timestampMs } });
    assert.equal(
      (await reader.has(17)).join(""),
      ["012345", "012345", "45", "345"].join(""),
    );
    await reader.consumer.seek({ topic, to: "beginning" });
    await reader.consumer.seek({ topic, to: "end" });
    await send(log, topic, [["same", "last"]]);
    await until(() => reader.values.includes("last"), () => "the last did not come");
  },

  "too large a message, too many at once and an odd topic are refused": async (
    { open },
    topic,
  ) => {
    const producer = open().producer();
    const large = { topic, messages: [{ key: null, value: "x".repeat(262_145) }] };
    await assert.rejects(producer.send(large), { code: "TOO_LARGE" });
    const many = { topic, messages: numbered(0, 1_001).map(([key, value]) => ({ key, value })) };
    await assert.rejects(producer.send(many), { code: "TOO_LARGE" });
    const messages = [{ key: null, value: "x" }];
    for (const odd of ["", "..", "a b", "a/b", "ä", "x".repeat(129)]) {
      await assert.rejects(producer.send({ topic: odd, messages }), { code: "REQUEST_INVALID" });
    }
    assert.equal((await producer.send({ topic, messages })).length, 1);
    await producer.close();
    await assert.rejects(producer.send({ topic, messages }), { code: "CONFLICT" });
  },
};
