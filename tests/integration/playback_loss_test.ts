import assert from "node:assert/strict";
import type { ViewingRecord } from "@netops/core/contracts";
import { until } from "../harness/platform.ts";
import { PlaybackRig } from "./playback_rig.ts";

const PLAY = { body: { titleId: "night-signal" } };
const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** Plays and stops at both instances, over and over; answers every status that was no 200. */
async function playThrough(rig: PlaybackRig, harm: () => Promise<void>): Promise<unknown[]> {
  const failures: unknown[] = [];
  let playing = true;
  let plays = 0;
  const viewers = [1, 2].map(async (at) => {
    const account = `loss${at}`;
    await rig.subscribe(account);
    const call = rig.as(account);
    for (; playing; plays++) {
      const { status, body } = await call(`playback-${at}`, "/play", PLAY);
      if (status !== 200) failures.push(body);
      else {
        const events = [{ type: "stop", tsMs: 0, positionMs: 0 }];
        await call(`playback-${at}`, "/events", { body: { sessionId: body.sessionId, events } });
      }
      await pause(20);
    }
  });
  const more = async (count: number) => {
    const wanted = plays + count;
    await until(`${count} more plays`, 30_000, () => plays >= wanted);
  };
  await more(10);
  await harm();
  await more(30);
  playing = false;
  await Promise.all(viewers);
  return failures;
}

Deno.test("what playback depends on is lost, and viewers play on", async (t) => {
  await using rig = await PlaybackRig.start();
  await rig.subscribe("known");
  const known = rig.as("known");

  await t.step("the loss of one catalog or one billing costs no play", async () => {
    for (const id of ["catalog-1", "billing-2"]) {
      const failures = await playThrough(rig, async () => void await rig.service(id).kill());
      assert.deepEqual(failures, [], id);
      await rig.restart(id);
    }
  });

  await t.step("a catalog or a billing that hangs costs no play", async () => {
    for (const id of ["catalog-2", "billing-1"]) {
      const { pid } = rig.service(id);
      try {
        const harm = () => Promise.resolve(Deno.kill(pid, "SIGSTOP"));
        assert.deepEqual(await playThrough(rig, harm), [], id);
      } finally {
        Deno.kill(pid, "SIGCONT");
      }
    }
  });

  await t.step("a kill of the database costs no play, and what was counted stays", async () => {
    const failures = await playThrough(rig, async () => {
      await rig.service("kv-1").kill();
      await rig.restart("kv-1");
    });
    assert.deepEqual(failures, []);
  });

  await t.step("after it, catalogs follow each other again within a second", async () => {
    const path = "/internal/titles/colour-bars/licence";
    const body = { countries: ["FR"] };
    assert.equal((await rig.run("catalog-1", path, { method: "PUT", body })).status, 200);
    await until("the other catalog hides it", 1_000, async () => {
      const { body: { titles } } = await known("catalog-2", "/titles");
      return !titles.some(({ id }: { id: string }) => id === "colour-bars");
    });
  });

  await t.step(
    "without steering the last ranking serves, and no place is lost to failed plays",
    async () => {
      rig.steer = () => new Response(null, { status: 503 });
      const before = await rig.metric("playback", 'fallback_total{upstream_app="steering"}');
      const { status, body } = await known("playback-1", "/play", PLAY);
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(
        await rig.metric("playback", 'fallback_total{upstream_app="steering"}'),
        before + 1,
      );
      const far = { body: { ...PLAY.body, clientIp: "127.99.0.1" } };
      for (let at = 0; at < 3; at++) {
        const refused = await known("playback-1", "/play", far);
        assert.deepEqual([refused.status, refused.body.code], [502, "UPSTREAM_FAILED"]);
      }
      assert.equal(await rig.metric("playback", 'play_failures_total{code="UPSTREAM_FAILED"}'), 3);
      rig.steer = () => undefined;
      const hung = await known("playback-1", "/play", PLAY);
      assert.equal(hung.status, 200);
      assert.ok(hung.durationMs < 4_000, `${hung.durationMs} ms`);
    },
  );
});

Deno.test("without any catalog and billing known viewers play on, and nobody else is let in", async () => {
  await using rig = await PlaybackRig.start();
  await rig.subscribe("known");
  const known = rig.as("known");
  assert.equal((await known("playback-1", "/play", PLAY)).status, 200);
  const all = ["catalog-1", "catalog-2", "billing-1", "billing-2"];
  await Promise.all(all.map((id) => rig.service(id).kill()));
  // A title is not asked for again within half a second.
  await pause(600);
  const { status, body } = await known("playback-1", "/play", PLAY);
  assert.equal(status, 200, JSON.stringify(body));
  for (const app of ["catalog", "billing"]) {
    assert.equal(await rig.metric("playback", `fallback_total{upstream_app="${app}"}`), 1, app);
  }
  const stranger = await rig.as("stranger")("playback-1", "/play", PLAY);
  assert.ok([502, 503].includes(stranger.status), JSON.stringify(stranger.body));
  // The other instance never heard of the viewer: it must not guess.
  assert.ok([502, 503].includes((await known("playback-2", "/play", PLAY)).status));
  assert.equal(await rig.metric("playback", "sps_attempted"), 4);
});

Deno.test("beacons never wait for the log, and are in it when it is back", async () => {
  await using rig = await PlaybackRig.start();
  await rig.subscribe("viewer");
  const call = rig.as("viewer");
  const { body: { sessionId } } = await call("playback-1", "/play", PLAY);
  const say = (type: string, positionMs: number) => {
    const events = [{ type, tsMs: Date.now(), positionMs }];
    return call("playback-1", "/events", { body: { sessionId, events } });
  };
  await say("start", 0);
  await rig.service("events-1").kill();
  const heard = await say("heartbeat", 5_000);
  assert.deepEqual([heard.status, heard.body.state], [200, "live"]);
  assert.ok(heard.durationMs < 1_000, `${heard.durationMs} ms`);
  await rig.restart("events-1");
  await say("stop", 9_000);
  const { log, close } = rig.openLog();
  const records: ViewingRecord[] = [];
  const consumer = log.consumer({ topics: ["viewing"], fromBeginning: true });
  consumer.run(({ message }) => void records.push(JSON.parse(message.value)));
  try {
    await until("all three are in the log", 10_000, () => records.length >= 3);
    assert.deepEqual(
      [...new Set(records.map(({ type, positionMs }) => `${type} ${positionMs}`))],
      ["start 0", "heartbeat 5000", "stop 9000"],
    );
    assert.ok(
      records.every(({ account, titleId }) =>
        account === "viewer" && titleId === PLAY.body.titleId
      ),
    );
  } finally {
    await consumer.close();
    close();
  }
});

Deno.test("a stop waits neither for a database nor for a log that is gone", async () => {
  await using rig = await PlaybackRig.start();
  await rig.subscribe("viewer");
  const call = rig.as("viewer");
  const { body: { sessionId } } = await call("playback-1", "/play", PLAY);
  await rig.service("events-1").kill();
  const events = [{ type: "start", tsMs: 0, positionMs: 0 }];
  await call("playback-1", "/events", { body: { sessionId, events } });
  await rig.service("kv-1").kill();
  // Long enough for a round of billing to meet the loss.
  await pause(1_500);
  await Promise.all(["billing-1", "catalog-1", "playback-1"].map(async (id) => {
    // The rig kills after 5 s what has not ended by itself.
    assert.equal((await rig.service(id).stop()).code, 0, id);
  }));
});
