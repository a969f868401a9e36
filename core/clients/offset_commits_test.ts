import assert from "node:assert/strict";
import type { LogOffset } from "../contracts/event_log_api.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { createSeededRng } from "../host/seeded_rng.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { OffsetCommits } from "./offset_commits.ts";

function open(send: (offsets: readonly LogOffset[]) => Promise<void>) {
  const timer = new FakeTimer();
  const logger = new RecordingLogger();
  const requests: string[] = [];
  const commits = new OffsetCommits({
    ...{ timer, logger, rng: createSeededRng("1") },
    send: (offsets) => {
      requests.push(offsets.map(({ partition, offset }) => `${partition}:${offset}`).join());
      return send(offsets);
    },
  });
  const set = (partition: number, offset: number) => commits.set({ topic: "t", partition, offset });
  return { timer, logger, requests, commits, set };
}

Deno.test("only the newest offset of each partition is committed, one request at a time", async () => {
  const gate = Promise.withResolvers<void>();
  const { commits, set, requests, timer } = open(() => gate.promise);
  set(0, 1);
  set(0, 2);
  await timer.advance(50);
  set(1, 7);
  await timer.advance(49);
  assert.deepEqual(requests, []);
  await timer.advance(1);
  for (const offset of [3, 4, 5]) set(0, offset);
  await timer.advance(1_000);
  assert.deepEqual(requests, ["0:2,1:7"]);
  gate.resolve();
  await commits.flush();
  assert.deepEqual(requests, ["0:2,1:7", "0:5"]);
});

Deno.test("a commit that failed is tried again, unless a newer one took its place", async () => {
  let failures = 2;
  const { set, requests, timer } = open(() =>
    failures-- > 0 ? Promise.reject(new NetopsError("UNREACHABLE", "Cannot")) : Promise.resolve()
  );
  set(0, 1);
  await timer.advance(100);
  set(0, 2);
  await timer.advance(2_000);
  assert.deepEqual(requests, ["0:1", "0:2", "0:2"]);
});

Deno.test("who is fenced off gives up the commit and says so", async () => {
  const { commits, set, requests, logger } = open(() =>
    Promise.reject(new NetopsError("CONFLICT", "Cannot commit"))
  );
  set(0, 1);
  await commits.flush();
  assert.deepEqual(requests, ["0:1"]);
  assert.equal(logger.lines.length, 1);
});

Deno.test("giveUp() ends tries and waits at once", async () => {
  const { commits, set, requests, timer } = open(() =>
    Promise.reject(new NetopsError("UNREACHABLE", "Cannot"))
  );
  set(0, 1);
  await timer.advance(100);
  const flushed = commits.flush();
  commits.giveUp();
  await flushed;
  set(0, 2);
  await timer.advance(2_000);
  assert.deepEqual(requests, ["0:1"]);
});

Deno.test("flush() waits for what was set before, not for what a busy consumer sets meanwhile", async () => {
  let rounds = 0;
  const { commits, set, timer } = open(async () => {
    rounds++;
    if (rounds < 100) set(1, rounds);
    await timer.sleep(10);
  });
  set(0, 1);
  let isFlushed = false;
  void commits.flush().then(() => isFlushed = true);
  await timer.advance(50);
  assert.equal(isFlushed, true);
  assert.ok(rounds < 100);
  await timer.advance(2_000);
});
