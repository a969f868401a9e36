import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import { ScriptedHttpClient } from "@netops/core/testing";
import { COMMON, drive, fakeWorld } from "../stage_fixture.ts";
import { httpStage } from "./http_stage.ts";

const SPEC: StageSpecOf<"http"> = {
  ...COMMON,
  ...{ name: "tell", type: "http", method: "POST", url: "http://127.0.0.1:9/hook", headers: {} },
  retries: 3,
};

function worldWith(answer: () => Response) {
  const http = new ScriptedHttpClient(answer);
  return { http, world: fakeWorld({ services: { http } }) };
}

Deno.test("a request is sent as the stage says, with the stage's key", async () => {
  const { http, world } = worldWith(() => Response.json({ ok: true }));
  const spec = { ...SPEC, headers: { "x-tag": "v2" }, body: { version: "v2" } };
  const { last } = await drive(httpStage, [world, spec]);
  assert.deepEqual(last.outputs, { status: 200, body: '{"ok":true}' });
  const [request] = http.requests;
  assert.deepEqual([request?.method, request?.url, request?.body], [
    ...["POST", "http://127.0.0.1:9/hook", '{"version":"v2"}'],
  ]);
  assert.deepEqual(Object.fromEntries(request?.headers as Headers), {
    ...{ "content-type": "application/json", "idempotency-key": "e-1/tell", "x-tag": "v2" },
  });
});

Deno.test("below 400 is success, 400 to 499 fails at once", async () => {
  for (const status of [200, 204, 302, 307]) {
    const { world } = worldWith(() => new Response(null, { status }));
    assert.equal((await drive(httpStage, [world, SPEC])).last.status, "SUCCEEDED");
  }
  for (const status of [400, 404, 499]) {
    const { http, world } = worldWith(() => new Response("no such hook", { status }));
    const { last } = await drive(httpStage, [world, SPEC]);
    assert.equal(last.reason, `answered ${status}: no such hook`);
    assert.equal(http.requests.length, 1);
  }
});

Deno.test("a status that is asked for is the only good one", async () => {
  const gone = worldWith(() => new Response(null, { status: 410 }));
  const { last } = await drive(httpStage, [gone.world, { ...SPEC, status: 410 }]);
  assert.equal(last.status, "SUCCEEDED");
  const fine = worldWith(() => new Response(null, { status: 200 }));
  assert.equal(
    (await drive(httpStage, [fine.world, { ...SPEC, status: 201 }])).last.status,
    "FAILED",
  );
});

Deno.test("500 and above and no answer are tried again with growing waits, under one key", async () => {
  let tries = 0;
  const { http, world } = worldWith(() => {
    tries += 1;
    if (tries === 2) throw new NetopsError("UNREACHABLE", "Cannot reach 127.0.0.1:9");
    return new Response(null, { status: tries < 4 ? 503 : 200 });
  });
  const { steps, last } = await drive(httpStage, [world, SPEC]);
  assert.equal(last.status, "SUCCEEDED");
  assert.equal(steps[1]?.reason, "Cannot reach 127.0.0.1:9; try 3 of 4 follows");
  const waits = steps.slice(0, 3).map(({ wakeAtMs = 0 }, at) =>
    wakeAtMs - (steps[at - 1]?.wakeAtMs ?? 1_700_000_000_000)
  );
  [[500, 1_000], [1_000, 2_000], [2_000, 4_000]].forEach(([least = 0, most = 0], at) => {
    assert.ok(waits[at]! >= least && waits[at]! <= most, `${waits}`);
  });
  const keys = http.requests.map(({ headers }) => (headers as Headers).get("idempotency-key"));
  assert.deepEqual(new Set(keys), new Set(["e-1/tell"]));
});

Deno.test("tries have an end, and none are allowed to be asked for", async () => {
  const bad = worldWith(() => new Response("busy", { status: 503 }));
  const { last } = await drive(httpStage, [bad.world, SPEC]);
  assert.equal(last.reason, "answered 503: busy (tried 4 times)");
  const once = worldWith(() => new Response(null, { status: 503 }));
  await drive(httpStage, [once.world, { ...SPEC, retries: 0 }]);
  assert.equal(once.http.requests.length, 1);
});

Deno.test("a crash after the request sends it again with the same key, and no look counts twice", async () => {
  const { http, world } = worldWith(() => new Response(null, { status: 200 }));
  await drive(httpStage, [world, SPEC], { crashAt: 0 });
  const keys = http.requests.map(({ headers }) => (headers as Headers).get("idempotency-key"));
  assert.deepEqual(keys, ["e-1/tell", "e-1/tell"]);
});

Deno.test("another machine is refused unless its host is allowed", async () => {
  const spec = { ...SPEC, url: "http://hooks.example/x" };
  const { http, world } = worldWith(() => new Response(null, { status: 200 }));
  await assert.rejects(drive(httpStage, [world, spec]), { code: "REFUSED" });
  assert.equal(http.requests.length, 0);
  const allowed = fakeWorld({ services: { http, allowedHosts: ["hooks.example"] } });
  assert.equal((await drive(httpStage, [allowed, spec])).last.status, "SUCCEEDED");
  for (const url of ["ftp://127.0.0.1/", "nonsense", "//evil.example/x", "/no/gateway"]) {
    await assert.rejects(drive(httpStage, [world, { ...SPEC, url }]), { code: "CONFIG_INVALID" });
  }
});

Deno.test("a body without an end is read as far as it is kept", async () => {
  let isCanceled = false;
  const { world } = worldWith(() =>
    new Response(
      new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(65)),
        cancel: () => void (isCanceled = true),
      }),
    )
  );
  const { last } = await drive(httpStage, [world, SPEC]);
  assert.equal(String(last.outputs?.["body"]).length, 2_000);
  assert.equal(isCanceled, true);
});
