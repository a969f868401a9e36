import assert from "node:assert/strict";
import { until } from "../harness/platform.ts";
import { StreamingPlatform, type TestAccount } from "../harness/streaming_platform.ts";

const APPS = [
  ...[
    "fleet",
    "keeper",
    "kv",
    "registry",
    "gateway",
    "web",
    "events",
    "user",
    "billing",
    "catalog",
  ],
  ...["search", "recommendation", "playback", "watch", "origin", "cachecontrol", "oca", "steering"],
];

Deno.test("the streaming platform", async (t) => {
  await using streaming = await StreamingPlatform.boot("std");

  await t.step(
    "std is at least 25 processes, and what plays stands in two zones or more",
    async () => {
      const rows = await streaming.platform.ps();
      for (const app of APPS) assert.ok(rows.some((row) => row.app === app), `no ${app}`);
      assert.ok(new Set(rows.map((row) => row.pid)).size >= 25);
      for (
        const app of ["user", "catalog", "billing", "playback", "steering", "cachecontrol", "oca"]
      ) {
        const zones = new Set(rows.filter((row) => row.app === app).map((row) => row.zone));
        assert.ok(zones.size >= 2, `${app} is in ${[...zones]}`);
      }
      assert.ok(rows.every((row) => row.status === "UP"));
    },
  );

  await t.step("a title plays to its end, from the nearest OCA, without a stall", async () => {
    const { code, document, stderr } = await streaming.play(["colour-bars"]);
    assert.equal(code, 0, stderr);
    assert.equal(document.outcome, "ended");
    assert.equal(document.stalls, 0);
    assert.ok(document.startupMs < 3_000, `startup ${document.startupMs} ms`);
    assert.match(document.oca, /^c001\.\w{3}001\.isp-a$/);
  });

  await t.step("clients of an ISP are served inside of it", async () => {
    for (const [ip, isp] of [["127.10.3.4", "isp-a"], ["127.20.3.4", "isp-b"]] as const) {
      const { document } = await streaming.play(["colour-bars", "--ip", ip, "--for", "2s"]);
      assert.ok(document.oca.endsWith(isp), `${ip} was served by ${document.oca}`);
    }
  });

  await t.step("a stream start changes that profile's rows within a second", async () => {
    const account = await streaming.account();
    const before = await rowsOf(streaming, account);
    assert.ok(!before.some((row) => row.id.startsWith("continue")));
    await startStream(streaming, account, "night-signal");
    const elapsedMs = await until("the rows have changed", 1_000, async () => {
      const rows = await rowsOf(streaming, account);
      return rows.some((row) =>
        row.id.startsWith("continue") && row.titles.some(({ id }) => id === "night-signal")
      );
    });
    assert.ok(elapsedMs <= 1_000);
  });

  await t.step("stream starts are counted, attempted and started", async () => {
    const before = await spsOf(streaming);
    const account = await streaming.account();
    await startStream(streaming, account, "colour-bars");
    const after = await spsOf(streaming);
    assert.equal(after.attempted - before.attempted, 1);
    assert.equal(after.started - before.started, 1);
  });

  await t.step("search finds by prefix and rides over a typo", async () => {
    const account = await streaming.account();
    for (const query of ["harb", "harbuor", "LIGHTS"]) {
      const { body } = await streaming.call(`/search?q=${query}`, { account });
      assert.ok(body.titles.some(({ id }) => id === "harbour-lights"), query);
    }
  });

  await t.step("without recommendation the rows are those of everybody", async () => {
    const account = await streaming.account();
    assert.equal((await streaming.platform.run(["stop", "recommendation"])).code, 0);
    try {
      // An instance that is asked to end answers what it has until it is gone.
      await until("catalog answers in its place", 5_000, async () => {
        const { status, headers, body } = await streaming.call("/recommendation/rows", { account });
        assert.equal(status, 200);
        assert.ok(body.rows.length > 0);
        return headers.get("x-netops-fallback") === "catalog";
      });
    } finally {
      assert.equal((await streaming.platform.run(["start", "recommendation"])).code, 0);
    }
    await streaming.allUp();
  });

  await t.step("a revoked session ends within a second, on every gateway", async () => {
    const account = await streaming.account();
    assert.equal((await streaming.call("/user/me", { account })).status, 200);
    assert.ok(
      (await streaming.call("/user/revoke", { account, method: "POST", body: {} })).status < 300,
    );
    await until("the token is refused eight times in a row", 1_500, async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => streaming.call("/user/me", { account })),
      );
      return answers.every(({ status }) => status === 401);
    });
  });

  await t.step("erased is erased: nothing can sign in or be read any more", async () => {
    const account = await streaming.account();
    await startStream(streaming, account, "colour-bars");
    const exported = await streaming.call("/user/export", { account });
    assert.match(JSON.stringify(exported.body), new RegExp(account.email));
    assert.match(JSON.stringify(exported.body), /"viewing":\{"profiles":\[/);
    assert.ok((await streaming.call("/user/me", { account, method: "DELETE" })).status < 300);
    const login = await streaming.call("/user/login", {
      body: { email: account.email, password: "correct horse battery" },
    });
    assert.equal(login.status, 401);
  });
});

async function rowsOf(streaming: StreamingPlatform, account: TestAccount) {
  const { status, body } = await streaming.call("/recommendation/rows", { account });
  assert.equal(status, 200);
  return body.rows;
}

async function startStream(streaming: StreamingPlatform, account: TestAccount, titleId: string) {
  const play = await streaming.call("/playback/play", { account, body: { titleId } });
  assert.equal(play.status, 200, JSON.stringify(play.body));
  const event = { type: "start", tsMs: Date.now(), positionMs: 4_000 };
  const beacon = await streaming.call("/playback/events", {
    account,
    body: { sessionId: play.body.sessionId, events: [event] },
  });
  assert.ok(beacon.status < 300, JSON.stringify(beacon.body));
}

async function spsOf(streaming: StreamingPlatform) {
  const rows = (await streaming.platform.ps()).filter((row) => row.app === "playback");
  const texts = await Promise.all(
    rows.map(async (row) => await (await fetch(`${row.adminUrl}/metrics`)).text()),
  );
  const sum = (name: string) =>
    texts.flatMap((text) => text.split("\n"))
      .filter((line) => line.startsWith(name) && !line.startsWith("#"))
      .reduce((total, line) => total + Number(line.split(" ").pop()), 0);
  return { attempted: sum("sps_attempted"), started: sum("sps_started") };
}
