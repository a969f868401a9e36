import assert from "node:assert/strict";
import { StreamingPlatform, type TestAccount } from "../harness/streaming_platform.ts";

Deno.test("what playback refuses", async (t) => {
  await using streaming = await StreamingPlatform.boot("lite");

  await t.step(
    "a title outside its country is NOT_LICENSED, and not in the catalogue",
    async () => {
      const account = await streaming.account({ country: "DE" });
      await license(streaming, "harbour-lights", { countries: ["US"], window: {} });
      await assertRefused(streaming, account, { titleId: "harbour-lights", code: "NOT_LICENSED" });
      const { body } = await streaming.call("/catalog/titles", { account });
      assert.ok(!body.titles.some(({ id }) => id === "harbour-lights"));
      const abroad = await streaming.account({ country: "US" });
      const play = await streaming.call("/playback/play", {
        account: abroad,
        body: { titleId: "harbour-lights" },
      });
      assert.equal(play.status, 200);
    },
  );

  await t.step("a title outside its window is NOT_LICENSED", async () => {
    const account = await streaming.account();
    const window = { untilMs: Date.now() - 1_000 };
    await license(streaming, "colour-bars", { countries: "all", window });
    await assertRefused(streaming, account, { titleId: "colour-bars", code: "NOT_LICENSED" });
  });

  await t.step("an account over its stream limit is refused, until a stream ends", async () => {
    const account = await streaming.account({ plan: "basic" });
    const first = await streaming.call("/playback/play", {
      account,
      body: { titleId: "night-signal" },
    });
    assert.equal(first.status, 200);
    await assertRefused(streaming, account, { titleId: "night-signal", code: "TOO_MANY_STREAMS" });
    const events = [{ type: "stop", tsMs: Date.now(), positionMs: 0 }];
    await streaming.call("/playback/events", {
      account,
      body: { sessionId: first.body.sessionId, events },
    });
    const next = await streaming.call("/playback/play", {
      account,
      body: { titleId: "night-signal" },
    });
    assert.equal(next.status, 200);
  });

  await t.step("an expired plan is SUBSCRIPTION_EXPIRED", async () => {
    const account = await streaming.account();
    const path = `/internal/subscriptions/${account.account}/expire`;
    assert.ok((await streaming.callApp("billing", path, { body: {} })).status < 300);
    const refusal = { titleId: "night-signal", code: "SUBSCRIPTION_EXPIRED" };
    await assertRefused(streaming, account, refusal);
  });

  await t.step("refusals are business, not outages: stream starts do not count them", async () => {
    const row = await streaming.instanceOf("playback");
    const text = await (await fetch(`${row.adminUrl}/metrics`)).text();
    assert.match(text, /play_business_failures_total\{code="NOT_LICENSED"\} 2/);
    assert.match(text, /play_business_failures_total\{code="TOO_MANY_STREAMS"\} 1/);
    assert.match(text, /play_business_failures_total\{code="SUBSCRIPTION_EXPIRED"\} 1/);
    assert.match(text, /^sps_attempted(\{[^}]*\})? 3$/m);
    assert.doesNotMatch(text, /^play_failures_total(\{[^}]*\})? [1-9]/m);
  });

  await t.step("50 MB of garbage are taken nowhere", async () => {
    const account = await streaming.account();
    const rows = await streaming.platform.ps();
    const targets = rows.filter((row) => row.port > 0 && !["keeper", "job"].includes(row.app));
    for (const { id, host, port } of targets) {
      await assertRefusesGarbage(`http://${host}:${port}/`, id, {});
    }
    const authorization = `Bearer ${account.accessToken}`;
    for (const path of ["/user/signup", "/user/profiles", "/playback/play", "/watch/"]) {
      await assertRefusesGarbage(`${streaming.urls["gateway"]}${path}`, path, { authorization });
    }
    assert.ok(await streaming.platform.isHealthy());
    for (const { pid, id } of targets) assert.ok(rssBytes(pid) < 250e6, `${id} swallowed it`);
  });
});

async function license(streaming: StreamingPlatform, titleId: string, licence: unknown) {
  const path = `/internal/titles/${titleId}/licence`;
  const answer = await streaming.callApp("catalog", path, { method: "PUT", body: licence });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
}

async function assertRefused(
  streaming: StreamingPlatform,
  account: TestAccount,
  { titleId, code }: { readonly titleId: string; readonly code: string },
) {
  const { status, headers, body } = await streaming.call("/playback/play", {
    account,
    body: { titleId },
  });
  assert.equal(status, 403, JSON.stringify(body));
  assert.match(headers.get("content-type") ?? "", /application\/problem\+json/);
  assert.equal(body.code, code);
}

/** Sends 50 MB; whoever listens says no or hangs up, and never says yes. */
async function assertRefusesGarbage(url: string, id: string, headers: Record<string, string>) {
  const chunk = crypto.getRandomValues(new Uint8Array(64 * 1024));
  let left = 800;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => left-- > 0 ? controller.enqueue(chunk) : controller.close(),
  });
  const sent = fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(15_000),
  });
  const status = await sent.then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    (error) => {
      // A connection that is cut is a refusal; one that hangs is none.
      assert.notEqual(error.name, "TimeoutError", `${id} hangs`);
      return 0;
    },
  );
  assert.ok(status === 0 || status >= 400, `${id} answered ${status}`);
}

function rssBytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}
