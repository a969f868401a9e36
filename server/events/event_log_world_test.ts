import assert from "node:assert/strict";
import type { EventConsumer, EventLog } from "@netops/core";
import { EventLogWorld } from "./event_log_world.ts";

/** Everything that a consumer handled, by its name. */
class Readers {
  readonly handled: { readonly who: string; readonly value: string }[] = [];
  readonly #consumers: EventConsumer[] = [];

  add(
    log: EventLog,
    who: string,
    handle: (value: string) => Promise<void> | void = () => {},
  ): void {
    const consumer = log.consumer({ topics: ["t"], groupId: "g", fromBeginning: true });
    consumer.run(async ({ message }) => {
      await handle(message.value);
      this.handled.push({ who, value: message.value });
    });
    this.#consumers.push(consumer);
  }

  values(who?: string): string[] {
    return this.handled.filter((each) => who === undefined || each.who === who)
      .map(({ value }) => value);
  }

  async close(world: EventLogWorld): Promise<void> {
    await world.finish(Promise.all(this.#consumers.map((consumer) => consumer.close())));
  }
}

async function send(world: EventLogWorld, log: EventLog, values: readonly string[]): Promise<void> {
  const producer = log.producer();
  const messages = values.map((value) => ({ key: value, value }));
  await world.finish(producer.send({ topic: "t", messages }));
  await producer.close();
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => String(from + index));
const byNumber = (values: readonly string[]) => values.toSorted((a, b) => Number(a) - Number(b));

Deno.test("a send whose answers get lost is appended once", async () => {
  using world = new EventLogWorld();
  const log = world.open("a");
  const readers = new Readers();
  world.lostAnswers = 3;
  await send(world, log, ["x"]);
  readers.add(log, "r");
  await world.advance(200);
  assert.deepEqual(readers.values(), ["x"]);
  await readers.close(world);
});

Deno.test("a restart of the process shows to nobody: all is handled once, in the same places", async () => {
  using world = new EventLogWorld();
  const log = world.open("a");
  const readers = new Readers();
  readers.add(log, "r");
  await send(world, log, numbers(0, 20));
  await world.advance(300);
  world.restart();
  await send(world, log, numbers(20, 40));
  await world.advance(500);
  assert.deepEqual(byNumber(readers.values()), numbers(0, 40));
  await readers.close(world);
});

Deno.test("who cannot reach the log stops after a session, and another goes on", async () => {
  using world = new EventLogWorld();
  const sender = world.open("sender");
  const readers = new Readers();
  const slowly = async () => await world.timer.sleep(50);
  readers.add(world.open("a"), "a", slowly);
  await send(world, sender, numbers(0, 200));
  await world.advance(500);
  world.cutOff.add("a");
  readers.add(world.open("b"), "b");
  await world.advance(5_000);
  const before = readers.values("a").length;
  await world.advance(1_000);
  assert.equal(readers.values("a").length, before, "a went on although others own its partitions");
  assert.deepEqual(byNumber([...new Set(readers.values())]), numbers(0, 200));
  world.cutOff.delete("a");
  await world.advance(2_000);
  await send(world, sender, numbers(200, 220));
  await world.advance(3_000);
  assert.ok(readers.values("a").length > before, "a did not come back");
  assert.deepEqual(byNumber([...new Set(readers.values())]), numbers(0, 220));
  assert.ok(world.logger.lines.some(({ message }) => /went on without this member/.test(message)));
  await readers.close(world);
});

Deno.test("a partition moves only when its message in hand is done and committed", async () => {
  using world = new EventLogWorld();
  const sender = world.open("sender");
  const readers = new Readers();
  const gate = Promise.withResolvers<void>();
  let inHand = "";
  readers.add(world.open("a"), "a", async (value) => {
    inHand ||= value;
    await gate.promise;
  });
  await send(world, sender, numbers(0, 12));
  await world.advance(300);
  readers.add(world.open("b"), "b");
  // Longer than a session: a long handler is no reason to be out.
  await world.advance(4_000);
  assert.ok(!readers.values("b").includes(inHand));
  gate.resolve();
  await world.advance(1_000);
  assert.deepEqual(byNumber(readers.values()), byNumber(numbers(0, 12)));
  assert.ok(readers.values("b").length > 0, "b got no partition");
  await readers.close(world);
});

Deno.test("who leaves is no longer waited for: what comes then is read at once", async () => {
  using world = new EventLogWorld();
  const sender = world.open("sender");
  const leaving = new Readers();
  const staying = new Readers();
  leaving.add(world.open("a"), "a");
  staying.add(world.open("b"), "b");
  await world.advance(1_500);
  await leaving.close(world);
  await send(world, sender, numbers(0, 40));
  await world.advance(100);
  assert.deepEqual(byNumber(staying.values()), numbers(0, 40));
  await staying.close(world);
});

Deno.test("a consumer that closes leaves no timer behind", async () => {
  using world = new EventLogWorld();
  const readers = new Readers();
  const ticks = world.timer.pendingCount;
  readers.add(world.open("a"), "a");
  await world.advance(500);
  await readers.close(world);
  await world.advance(11_000);
  assert.equal(world.timer.pendingCount, ticks);
});

Deno.test("close() does not wait for a log that is away", async () => {
  using world = new EventLogWorld();
  const log = world.open("a");
  const readers = new Readers();
  readers.add(log, "a");
  await send(world, log, ["x"]);
  await world.advance(300);
  world.cutOff.add("a");
  const startedMs = world.timer.clock.monotonicMs();
  await readers.close(world);
  assert.ok(world.timer.clock.monotonicMs() - startedMs < 4_000);
});
