import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import type { LogBatch, LogMessage } from "../ports/event_log.ts";
import { FakeEventLog } from "../testing/fake_event_log.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { createBackgroundProducer } from "./background_producer.ts";

function open(
  options: {
    readonly mostWaiting?: number;
    readonly hangs?: boolean;
    readonly lingerMs?: number;
    readonly carry?: (message: LogMessage) => LogMessage;
  } = {},
) {
  const timer = new FakeTimer();
  const log = new FakeEventLog({ timer, clock: timer.clock, partitions: 1 });
  const real = log.producer();
  const batches: LogBatch[] = [];
  let dropped = 0;
  const background = createBackgroundProducer({
    ...{ timer, rng: createSeededRng("1"), logger: new RecordingLogger(), ...options },
    producer: {
      send: (batch) => {
        batches.push(batch);
        return options.hangs === true ? new Promise(() => undefined) : real.send(batch);
      },
      close: () => real.close(),
    },
    onDropped: (count) => dropped += count,
  });
  const publish = (...values: readonly string[]) => {
    for (const value of values) background.publish("t", { key: null, value });
  };
  const values = () => log.messages("t").map(({ message }) => message.value);
  return { timer, log, background, batches, publish, values, droppedCount: () => dropped };
}

const AWAY = new NetopsError("UNREACHABLE", "Cannot reach it");

Deno.test("messages arrive in their order, those of one turn in one batch", async () => {
  const rig = open();
  rig.publish("a", "b", "c");
  rig.background.publish("u", { key: null, value: "d" });
  assert.equal(rig.background.waiting, 4);
  await rig.timer.settle();
  assert.deepEqual(rig.values(), ["a", "b", "c"]);
  assert.deepEqual(rig.batches.map(({ topic, messages }) => [topic, messages.length]), [
    ["t", 3],
    ["u", 1],
  ]);
  assert.equal(rig.background.waiting, 0);
});

Deno.test("what comes while a message lingers shares its batch, and close() waits for nobody", async () => {
  const rig = open({ lingerMs: 200 });
  rig.publish("a");
  await rig.timer.advance(150);
  rig.publish("b");
  assert.deepEqual(rig.values(), []);
  await rig.timer.advance(50);
  assert.deepEqual(rig.batches.map(({ messages }) => messages.length), [2]);
  rig.publish("c");
  await rig.background.close(500);
  assert.deepEqual(rig.values(), ["a", "b", "c"]);
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("while the log is away messages wait, and arrive in their order when it is back", async () => {
  const rig = open();
  rig.log.away = AWAY;
  rig.publish("a");
  await rig.timer.advance(3_000);
  rig.publish("b");
  await rig.timer.advance(3_000);
  assert.equal(rig.background.waiting, 2);
  rig.log.away = undefined;
  await rig.timer.advance(3_000);
  assert.deepEqual([rig.values(), rig.background.dropped], [["a", "b"], 0]);
});

Deno.test("beyond the most the oldest are dropped and counted", async () => {
  const rig = open({ mostWaiting: 10 });
  rig.log.away = AWAY;
  for (let count = 0; count < 25; count++) {
    rig.publish(`${count}`);
    await rig.timer.advance(100);
  }
  assert.ok(rig.background.waiting <= 11);
  rig.log.away = undefined;
  await rig.timer.advance(3_000);
  const arrived = rig.values();
  assert.equal(arrived.at(-1), "24");
  assert.equal(arrived.length + rig.background.dropped, 25);
  assert.equal(rig.droppedCount(), rig.background.dropped);
});

Deno.test("what the log will never take is dropped, and the rest goes on", async () => {
  const rig = open();
  rig.publish("x".repeat(262_145));
  await rig.timer.settle();
  rig.publish("b");
  await rig.timer.settle();
  assert.deepEqual([rig.values(), rig.background.dropped], [["b"], 1]);
});

Deno.test("close() sends what waits for so long, then drops and counts the rest", async () => {
  const good = open();
  good.publish("a");
  await good.background.close(500);
  assert.deepEqual(good.values(), ["a"]);
  good.publish("late");
  assert.equal(good.background.dropped, 1);

  const bad = open();
  bad.log.away = AWAY;
  bad.publish("a", "b");
  const closed = bad.background.close(500);
  await bad.timer.advance(600);
  await closed;
  assert.equal(bad.background.dropped, 2);

  const hung = open({ hangs: true });
  hung.publish("a");
  const left = hung.background.close(500);
  await hung.timer.advance(600);
  await left;
  assert.equal(hung.timer.pendingCount, 0);
});

Deno.test("what a request carries is added to its message when that is taken, not when it is sent", async () => {
  let carried = "a";
  const rig = open({ carry: (message) => ({ ...message, headers: { carried } }) });
  rig.publish("1");
  carried = "b";
  rig.publish("2");
  await rig.timer.settle();
  const headers = rig.batches.flatMap(({ messages }) => messages.map((each) => each.headers));
  assert.deepEqual(headers, [{ carried: "a" }, { carried: "b" }]);
  await rig.background.close(0);
});
