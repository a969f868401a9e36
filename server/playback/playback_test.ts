import assert from "node:assert/strict";
import { checkTitleUrl, ERROR_CODES } from "@netops/core";
import type { RejectReason } from "@netops/core/contracts";
import type { MetricRegistry } from "@netops/core/service";
import { PlaybackWorld, TITLE } from "./playback_fixture.ts";

function valueOf(metrics: MetricRegistry, series: string): number {
  const line = metrics.text().split("\n").find((text) => text.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

const beacon = (type: "start" | "heartbeat" | "stop" | "end", positionMs = 0) => ({
  ...{ type, positionMs, tsMs: 0 },
});

Deno.test("a play is answered with addresses that its signature opens, and counts as attempted", () =>
  PlaybackWorld.run(async (world) => {
    const { play, metrics } = world.instance();
    const answer = await play();
    const { titleId, version } = { titleId: TITLE.id, version: TITLE.version };
    const url = new URL(answer.ocas[0]!.hlsUrl);
    assert.equal(url.pathname, `/${titleId}/${version}/master.m3u8`);
    assert.equal(new URL(answer.ocas[0]!.dashUrl).pathname, `/${titleId}/${version}/manifest.mpd`);
    const request = { titleId, version, query: url.search.slice(1), nowMs: world.clock.nowMs() };
    assert.equal(checkTitleUrl(world.keys, request), "ok");
    assert.equal(checkTitleUrl(world.keys, { ...request, nowMs: answer.expiresAtMs }), "expired");
    assert.equal(valueOf(metrics, "sps_attempted"), 1);
    // Nothing of where playback itself is: the client's region is the client's own.
    assert.deepEqual(world.apps.steered, [{ clientIp: "127.0.0.1", titleId, version }]);
  }));

Deno.test("rules refuse in their order, and count apart from outages", () =>
  PlaybackWorld.run(async (world) => {
    const { play, metrics } = world.instance();
    const { apps } = world;
    const refuse = async (code: string) => await assert.rejects(play(), { code });
    await play();
    await play();
    await refuse("TOO_MANY_STREAMS");
    apps.plan = { ...apps.plan!, status: "expired" };
    await refuse("SUBSCRIPTION_EXPIRED");
    apps.plan = undefined;
    await refuse("SUBSCRIPTION_EXPIRED");
    apps.titles.set(TITLE.id, { ...TITLE, countries: ["US"] });
    await refuse("NOT_LICENSED");
    apps.titles.set(TITLE.id, { ...TITLE, window: { untilMs: world.clock.nowMs() } });
    await refuse("NOT_LICENSED");
    apps.titles.clear();
    await refuse("NOT_FOUND");
    const business = (code: string) =>
      valueOf(metrics, `play_business_failures_total{code="${code}"}`);
    assert.deepEqual(
      ["TOO_MANY_STREAMS", "SUBSCRIPTION_EXPIRED", "NOT_LICENSED", "NOT_FOUND"].map(business),
      [1, 2, 2, 1],
    );
    assert.equal(valueOf(metrics, "sps_attempted"), 2);
    assert.doesNotMatch(metrics.text(), /^play_failures_total\{/m);
  }));

Deno.test("an app that is away is an outage: it counts as attempted, and says so", () =>
  PlaybackWorld.run(async (world) => {
    const { play, metrics } = world.instance();
    for (const app of ["catalog", "billing", "steering"] as const) {
      world.apps.away = new Set([app]);
      await assert.rejects(play(), { code: "OVERLOADED", message: new RegExp(`call ${app}`) });
    }
    assert.equal(valueOf(metrics, "sps_attempted"), 3);
    assert.equal(valueOf(metrics, 'play_failures_total{code="OVERLOADED"}'), 3);
  }));

Deno.test("a client that no prefix holds is refused by rule, with the way to mend it, and holds no place", () =>
  PlaybackWorld.run(async (world) => {
    const { play, metrics, sessions } = world.instance();
    const reject = (oca: string, reason: RejectReason) => ({ oca, reason, detail: "" });
    world.apps.steering = {
      ranked: [],
      rejected: [reject("a", "NOT_ROUTED"), reject("b", "NOT_ROUTED")],
    };
    await assert.rejects(play(), {
      code: "NOT_ROUTED",
      message: /no OCA serves the client 127\.0\.0\.1: no prefix/,
      fix: "netops prefix list",
    });
    assert.equal(ERROR_CODES.NOT_ROUTED.httpStatus, 403);
    assert.deepEqual(await sessions.list("a1"), []);
    assert.equal(valueOf(metrics, 'play_business_failures_total{code="NOT_ROUTED"}'), 1);
    assert.equal(valueOf(metrics, "sps_attempted"), 0);
    // One OCA that may serve the client and cannot now: that is an outage.
    world.apps.steering = {
      ranked: [],
      rejected: [reject("a", "NOT_ROUTED"), reject("b", "DRAINING")],
    };
    await assert.rejects(play(), { code: "OVERLOADED" });
    assert.equal(valueOf(metrics, "sps_attempted"), 1);
  }));

Deno.test("a play that steering could not answer gives its place back", () =>
  PlaybackWorld.run(async (world) => {
    const { play, sessions } = world.instance();
    for (const steering of [{ ranked: [], rejected: [] }, undefined]) {
      if (steering === undefined) world.apps.away.add("steering");
      else world.apps.steering = steering;
      await assert.rejects(play(), { code: "OVERLOADED" });
      assert.deepEqual(await sessions.list("a1"), []);
    }
  }));

Deno.test("plays at once, at several instances, never share the last place", () =>
  PlaybackWorld.run(async (world) => {
    const instances = [world.instance(), world.instance()];
    const plays = Array.from({ length: 10 }, (_, at) => instances[at % 2]!.play());
    const ends = await Promise.allSettled(plays);
    assert.equal(ends.filter(({ status }) => status === "fulfilled").length, 2);
    assert.equal((await instances[0]!.sessions.list("a1")).length, 2);
  }));

Deno.test("a play that is sent again is the same session, and counts once", () =>
  PlaybackWorld.run(async (world) => {
    const [first, second] = [world.instance(), world.instance()];
    const answers = await Promise.all([first, second].map(({ play }) => play({ playId: "p1" })));
    assert.equal(answers[0]!.sessionId, answers[1]!.sessionId);
    const counts = [first, second].map(({ metrics }) => valueOf(metrics, "sps_attempted"));
    assert.equal(counts[0]! + counts[1]!, 1);
  }));

Deno.test("a start counts once, whichever instance hears it", () =>
  PlaybackWorld.run(async (world) => {
    const instances = [world.instance(), world.instance(), world.instance()];
    const { sessionId } = await instances[0]!.play();
    const said = { sessionId, beacons: [beacon("start")] };
    await Promise.all(instances.map(({ sessions }) => sessions.hear("a1", said)));
    const counts = instances.map(({ metrics }) => valueOf(metrics, "sps_started"));
    assert.equal(counts.reduce((sum, count) => sum + count), 1);
  }));

Deno.test("what was watched is published, and where it stopped is where the next play begins", () =>
  PlaybackWorld.run(async (world) => {
    const { play, sessions } = world.instance();
    const { sessionId, positionMs } = await play();
    assert.equal(positionMs, 0);
    const beacons = [beacon("start"), beacon("heartbeat", 5_000), beacon("stop", 7_000)];
    assert.equal((await sessions.hear("a1", { sessionId, beacons })).state, "ended");
    assert.deepEqual(
      world.published.map(({ type, account, durationMs }) => [type, account, durationMs]),
      [["start", "a1", 48_000], ["heartbeat", "a1", 48_000], ["stop", "a1", 48_000]],
    );
    const again = await play();
    assert.equal(again.positionMs, 7_000);
    await sessions.hear("a1", { sessionId: again.sessionId, beacons: [beacon("end", 48_000)] });
    assert.equal((await play()).positionMs, 0);
  }));

Deno.test("nobody speaks for or ends the session of another account", () =>
  PlaybackWorld.run(async (world) => {
    const { play, sessions } = world.instance();
    const { sessionId } = await play();
    const said = { sessionId, beacons: [beacon("stop")] };
    await assert.rejects(sessions.hear("a2", said), { code: "NOT_FOUND" });
    await assert.rejects(sessions.end("a2", sessionId), { code: "NOT_FOUND" });
    assert.equal((await sessions.list("a1")).length, 1);
    assert.deepEqual(world.published, []);
  }));

Deno.test("an owner ends a stream elsewhere, its player hears it, and the place is free", () =>
  PlaybackWorld.run(async (world) => {
    const { play, sessions } = world.instance();
    const { sessionId } = await play();
    await play();
    await sessions.end("a1", sessionId);
    const heard = await sessions.hear("a1", { sessionId, beacons: [beacon("heartbeat")] });
    assert.equal(heard.state, "displaced");
    await play();
    assert.deepEqual((await sessions.all()).map(({ account }) => account), ["a1", "a1"]);
  }));

Deno.test("an erased account leaves nothing", () =>
  PlaybackWorld.run(async (world) => {
    const { play, sessions } = world.instance();
    const { sessionId } = await play();
    await sessions.hear("a1", { sessionId, beacons: [beacon("heartbeat", 9)] });
    await sessions.erase("a1");
    for await (const { key } of world.kv.list({ prefix: [] })) assert.fail(String(key));
  }));
