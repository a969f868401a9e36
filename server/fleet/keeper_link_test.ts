import assert from "node:assert/strict";
import { KEEPER_PONG_LINE, KEEPER_READY_LINE, type SpawnedGroup } from "@netops/core";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import { KeeperLink } from "./keeper_link.ts";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A link to a keeper that says what the test says. */
async function openLink() {
  const timer = new FakeTimer();
  const killed: string[] = [];
  const say = Promise.withResolvers<void>();
  const words: string[] = [KEEPER_READY_LINE];
  let wake = say;
  const lines = async function* () {
    for (;;) {
      for (const text of words.splice(0)) yield { stream: "stdout" as const, text };
      await wake.promise;
      wake = Promise.withResolvers<void>();
    }
  };
  const keeper = {
    ...{ pid: 7, lines: lines(), exited: new Promise(() => undefined) },
    write: () => Promise.resolve(),
    signal: (name: string) => killed.push(name) > 0,
  } as unknown as SpawnedGroup;
  const link = new KeeperLink({
    spawner: { spawn: () => Promise.resolve(keeper) },
    ...{ timer, clock: timer.clock, logger: new RecordingLogger(), runId: "r", files: [] },
    request: { command: ["keeper"], dir: "/", env: {}, pipeStdin: true },
    onReady: () => undefined,
    onLost: () => undefined,
  });
  await link.start();
  await settle();
  const pong = async () => {
    words.push(KEEPER_PONG_LINE);
    wake.resolve();
    await settle();
  };
  return { link, timer, killed, pong };
}

Deno.test("a keeper that leaves four pings unanswered is ended", async () => {
  const { timer, killed } = await openLink();
  await timer.advance(4_000);
  assert.deepEqual(killed, []);
  await timer.advance(1_000);
  assert.deepEqual(killed, ["SIGKILL"]);
});

Deno.test("a keeper that answers late now and then is kept", async () => {
  const { timer, killed, pong } = await openLink();
  for (let round = 0; round < 5; round++) {
    await timer.advance(3_000);
    await pong();
  }
  assert.deepEqual(killed, []);
});
