import assert from "node:assert/strict";
import { until } from "../harness/platform.ts";
import { type Answer, PlaybackRig } from "./playback_rig.ts";

const PLAY = { body: { titleId: "night-signal" } };
const LICENCE = "/internal/titles/harbour-lights/licence";

function assertProblem(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.type, /^application\/problem\+json/);
  assert.equal(answer.body.code, code);
  assert.ok(answer.body.fix.length > 0);
}

Deno.test("playback with real catalog, billing, kv, events and registry", async (t) => {
  await using rig = await PlaybackRig.start();
  await until("both catalogs know the titles", 10_000, async () => {
    const seen = await Promise.all(
      ["catalog-1", "catalog-2"].map((id) => rig.as("x")(id, "/titles")),
    );
    return seen.every(({ body }) => body.titles.length === 3);
  });

  await t.step(
    "a play is answered, and its start is counted once over both instances",
    async () => {
      await rig.subscribe("viewer");
      const call = rig.as("viewer");
      const { status, body } = await call("playback-1", "/play", PLAY);
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.ocas.length, 2);
      assert.match(
        body.ocas[0].hlsUrl,
        /\/night-signal\/0123456789abcdef\/master\.m3u8\?exp=\d+&sig=.+&c=127\.0\.0\.1$/,
      );
      assert.equal(body.maxHeight, 1_080);
      const events = [{ type: "start", tsMs: Date.now(), positionMs: 0 }];
      const said = { body: { sessionId: body.sessionId, events } };
      const heard = await Promise.all(
        ["playback-1", "playback-2"].map((id) => call(id, "/events", said)),
      );
      assert.deepEqual(heard.map((answer) => answer.body.state), ["live", "live"]);
      assert.equal(await rig.metric("playback", "sps_attempted"), 1);
      assert.equal(await rig.metric("playback", "sps_started"), 1);
    },
  );

  await t.step(
    "nobody plays without a principal, or reads what is internal without the token",
    async () => {
      for (const headers of [{}, { "x-netops-principal": "viewer.DE.00" }]) {
        const answer = await rig.run("playback-1", "/play", { ...PLAY, headers });
        assert.equal(answer.status, 401);
      }
      const call = rig.as("viewer");
      for (
        const [id, path] of [
          ["playback-1", "/internal/sessions"],
          ["billing-1", "/internal/subscriptions/viewer"],
          ["catalog-1", "/internal/titles"],
        ] as const
      ) assert.equal((await call(id, path)).status, 401, id);
    },
  );

  await t.step(
    "a title outside its country or window is NOT_LICENSED, at every instance within a second",
    async () => {
      const call = rig.as("viewer");
      const untilMs = Date.now() - 1;
      for (const body of [{ countries: ["US"] }, { window: { untilMs } }]) {
        assert.equal((await rig.run("catalog-1", LICENCE, { method: "PUT", body })).status, 200);
        await until("both catalogs hide it", 1_000, async () => {
          const { body } = await call("catalog-2", "/titles");
          return !body.titles.some(({ id }: { id: string }) => id === "harbour-lights");
        });
        // A title is kept for half a second.
        await new Promise((resolve) => setTimeout(resolve, 600));
        const play = { body: { titleId: "harbour-lights" } };
        assertProblem(await call("playback-1", "/play", play), 403, "NOT_LICENSED");
      }
      assert.equal(
        await rig.metric("playback", 'play_business_failures_total{code="NOT_LICENSED"}'),
        2,
      );
    },
  );

  await t.step(
    "two plays at once never take the last place, whichever instance they meet",
    async () => {
      for (let round = 0; round < 5; round++) {
        const account = `basic${round}`;
        await rig.subscribe(account, "basic");
        const call = rig.as(account);
        const answers = await Promise.all(
          [1, 2, 1, 2].map((at) => call(`playback-${at}`, "/play", PLAY)),
        );
        const played = answers.filter(({ status }) => status === 200);
        assert.equal(played.length, 1);
        const refused = answers.find(({ status }) => status !== 200)!;
        assertProblem(refused, 403, "TOO_MANY_STREAMS");
        assert.match(refused.body.detail, /allows 1 at once/);
        const id = played[0]!.body.sessionId;
        const ended = await call("playback-2", `/sessions/${id}`, { method: "DELETE" });
        assert.equal(ended.status, 204);
        assert.equal((await call("playback-1", "/play", PLAY)).status, 200);
      }
    },
  );

  await t.step("an expired plan and an account without one are SUBSCRIPTION_EXPIRED", async () => {
    await rig.subscribe("expired");
    const path = "/internal/subscriptions/expired/expire";
    assert.equal((await rig.run("billing-2", path, { body: {} })).body.status, "expired");
    for (const account of ["expired", "nobody"]) {
      const answer = await rig.as(account)("playback-1", "/play", PLAY);
      assertProblem(answer, 403, "SUBSCRIPTION_EXPIRED");
    }
    await rig.subscribe("declined", "standard", "tok_declined");
    const declined = await rig.as("declined")("playback-2", "/play", PLAY);
    assertProblem(declined, 403, "SUBSCRIPTION_EXPIRED");
    assert.equal(await rig.metric("playback", 'play_failures_total{code="OVERLOADED"}'), 0);
  });

  await t.step("a client that no prefix holds is NOT_ROUTED at once, and no outage", async () => {
    await rig.subscribe("abroad");
    const { steer } = rig;
    const rejected = [{ oca: "c001.fra001.isp-a", reason: "NOT_ROUTED", detail: "no route" }];
    rig.steer = () => Response.json({ ranked: [], rejected });
    const attempted = await rig.metric("playback", "sps_attempted");
    const play = { body: { ...PLAY.body, clientIp: "8.8.8.8" } };
    const answer = await rig.as("abroad")("playback-1", "/play", play);
    rig.steer = steer;
    assertProblem(answer, 403, "NOT_ROUTED");
    assert.match(answer.body.detail, /8\.8\.8\.8: no prefix holds its address/);
    assert.equal(answer.body.fix, "netops prefix list");
    const refused = 'play_business_failures_total{code="NOT_ROUTED"}';
    assert.equal(await rig.metric("playback", refused), 1);
    assert.equal(await rig.metric("playback", "sps_attempted"), attempted);
  });

  await t.step("a play costs some milliseconds", async () => {
    const durations: number[] = [];
    for (let at = 0; at < 100; at++) {
      const call = rig.as(`speed${at}`);
      await rig.subscribe(`speed${at}`);
      const answer = await call(`playback-${1 + at % 2}`, "/play", PLAY);
      assert.equal(answer.status, 200);
      durations.push(answer.durationMs);
    }
    durations.sort((left, right) => left - right);
    const [p50, p95] = [durations[50]!, durations[95]!];
    console.log(`play: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
    // Ten times what a quiet machine takes.
    assert.ok(p50 < 100, `p50 ${p50} ms`);
  });
});
