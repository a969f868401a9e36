import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { TitleRecord } from "@netops/core/contracts";
import { FakeEventLog, FakeTimer, RecordingLogger } from "@netops/core/testing";
import { Announcer } from "./announcer.ts";

function record(titleId: string): TitleRecord {
  return { type: "packaged", titleId, version: "v", tsMs: 1 };
}

interface Rig extends AsyncDisposable {
  readonly log: FakeEventLog;
  readonly timer: FakeTimer;
  /** What the log has, by title. */
  readonly told: string[];
  /** An announcer over the same disk, as the next process has it. */
  create(stopped?: AbortSignal): Announcer;
}

async function createRig(): Promise<Rig> {
  const dataDir = await Deno.makeTempDir();
  const timer = new FakeTimer();
  const log = new FakeEventLog({ partitions: 1 });
  const told: string[] = [];
  const consumer = log.consumer({ topics: ["titles"], fromBeginning: true });
  consumer.run(({ message }) => void told.push(message.key ?? ""));
  return {
    ...{ log, timer, told },
    create: (signal = new AbortController().signal) =>
      new Announcer({
        ...{ dataDir, timer, signal, logger: new RecordingLogger(), producer: log.producer() },
      }),
    [Symbol.asyncDispose]: async () => {
      await consumer.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

Deno.test("what came and went is told in its order", async () => {
  await using rig = await createRig();
  const announcer = rig.create();
  await announcer.start();
  await Promise.all([announcer.announce(record("a")), announcer.announce(record("b"))]);
  await announcer.announce(record("c"));
  await announcer.stop();
  await rig.log.idle();
  assert.deepEqual(rig.told, ["a", "b", "c"]);
});

Deno.test("a log that is away is told when it is back", async () => {
  await using rig = await createRig();
  const announcer = rig.create();
  rig.log.away = new NetopsError("UNREACHABLE", "Cannot reach the log");
  await announcer.announce(record("a"));
  while (rig.timer.pendingCount === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(rig.told, []);
  rig.log.away = undefined;
  await rig.timer.advance(1_000);
  await announcer.stop();
  await rig.log.idle();
  assert.deepEqual(rig.told, ["a"]);
});

Deno.test("what one process could not tell the next one does", async () => {
  await using rig = await createRig();
  const stopping = new AbortController();
  const first = rig.create(stopping.signal);
  rig.log.away = new NetopsError("UNREACHABLE", "Cannot reach the log");
  await first.announce(record("a"));
  await first.announce(record("b"));
  stopping.abort();
  await first.stop();
  rig.log.away = undefined;
  const second = rig.create();
  await second.start();
  await second.stop();
  await rig.log.idle();
  assert.deepEqual(rig.told, ["a", "b"]);
  const third = rig.create();
  await third.start();
  await third.stop();
  await rig.log.idle();
  assert.deepEqual(rig.told, ["a", "b"], "and only once");
});
