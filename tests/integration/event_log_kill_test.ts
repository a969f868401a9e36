import assert from "node:assert/strict";
import type { EventLog } from "@netops/core";
import { openEventLogAt } from "../harness/open_event_log.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const ROUNDS = 3;
const WRITERS = 8;
const LEAST_PER_ROUND = 150;
const WITHIN_MS = 20_000;

const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

async function until(holds: () => boolean, describe: () => string): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(describe());
    await pause(10);
  }
}

/** Writers that send one message after the other until they are stopped; none may fail. */
class SendLoad {
  /** Value → where the log said that it stands. */
  readonly acknowledged = new Map<string, string>();
  readonly failures: unknown[] = [];
  readonly #writers: Promise<void>[];
  #stopped = false;

  constructor(log: EventLog, topic: string) {
    this.#writers = Array.from({ length: WRITERS }, (_, id) => this.#write(log, topic, id));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#writers);
  }

  async #write(log: EventLog, topic: string, id: number): Promise<void> {
    const producer = log.producer();
    try {
      for (let count = 0; !this.#stopped; count++) {
        const value = `${id}:${count}`;
        const [at] = await producer.send({ topic, messages: [{ key: `writer-${id}`, value }] });
        this.acknowledged.set(value, `${at?.partition}/${at?.offset}`);
      }
    } catch (thrown) {
      this.failures.push(thrown);
    } finally {
      await producer.close();
    }
  }
}

Deno.test("kill -9 under load: nothing acknowledged is lost, nothing stands twice, readers go on", async () => {
  const home = await Deno.makeTempDir({ prefix: "netops-events-kill-" });
  const port = freePort();
  const boot = { home, dataDir: `${home}/data/events`, port, adminPort: port };
  const start = () => startService({ entry: "server/events/main.ts", boot });
  let service: RunningService = await start();
  const { url, boot: { token } } = service;
  const client = openEventLogAt({ url, token, sendDeadlineMs: 60_000 });
  const seen: { place: string; value: string }[] = [];
  const consumer = client.log.consumer({ topics: ["kill"], groupId: "kill", fromBeginning: true });
  const load = new SendLoad(client.log, "kill");
  try {
    consumer.run(({ partition, message }) => {
      seen.push({ place: `${partition}/${message.offset}`, value: message.value });
    });
    for (let round = 1; round <= ROUNDS; round++) {
      const wanted = () => load.acknowledged.size >= round * LEAST_PER_ROUND;
      await until(wanted, () => `${load.acknowledged.size} sends in round ${round}`);
      assert.equal((await service.kill()).signal, "SIGKILL");
      await pause(200);
      service = await start();
    }
    await load.stop();
    assert.deepEqual(load.failures, []);
    const read = () => new Set(seen.map(({ value }) => value));
    await until(() => read().size >= load.acknowledged.size, () => `${read().size} were read`);
    assertWhole(load.acknowledged, seen);
  } finally {
    await load.stop();
    await consumer.close();
    client[Symbol.dispose]();
    await service.kill();
    await Deno.remove(home, { recursive: true });
  }
});

function assertWhole(
  acknowledged: ReadonlyMap<string, string>,
  seen: readonly { readonly place: string; readonly value: string }[],
): void {
  const values = new Map(seen.map(({ place, value }) => [place, value]));
  for (const [value, place] of acknowledged) assert.equal(values.get(place), value);
  // Each value stands in one place only: what was sent again after a lost answer was not appended again.
  assert.equal(new Set(values.values()).size, values.size);
  const byWriter = Map.groupBy([...values.values()], (value) => value.split(":")[0]);
  const perPlace = [...values].sort(([left], [right]) => order(left) - order(right));
  for (const writer of byWriter.keys()) {
    const own = perPlace.filter(([, value]) => value.startsWith(`${writer}:`))
      .map(([, value]) => Number(value.split(":")[1]));
    assert.deepEqual(own, own.toSorted((a, b) => a - b), `writer ${writer} is out of order`);
  }
  const offsets = Map.groupBy(values.keys(), (place) => place.split("/")[0]);
  for (const [partition, places] of offsets) {
    const sorted = places.map((place) => Number(place.split("/")[1])).sort((a, b) => a - b);
    assert.deepEqual(sorted, sorted.map((_, index) => index), `partition ${partition} has a hole`);
  }
}

function order(place: string): number {
  const [partition = "0", offset = "0"] = place.split("/");
  return Number(partition) * 1e9 + Number(offset);
}
