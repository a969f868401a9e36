import assert from "node:assert/strict";
import { PRINCIPAL_HEADER, PrincipalSeal } from "@netops/core";
import { RIG_TOKEN, startGatewayRig } from "./gateway_rig.ts";

const fallback = { app: "catalog", path: "/rows" };

/** A gateway where `rows` may be answered by `catalog`, which tells what it was asked. */
async function startRig(answer: Deno.ServeHandler | undefined) {
  const rig = await startGatewayRig({
    verifier: { verify: () => ({ account: "a1", country: "DE" }) },
  });
  await rig.origin("catalog", (request) =>
    Response.json({
      path: new URL(request.url).pathname + new URL(request.url).search,
      principal: request.headers.get(PRINCIPAL_HEADER),
    }));
  if (answer !== undefined) await rig.origin("rows", answer);
  rig.route("rows", { auth: "user", fallback });
  const ask = (init: RequestInit = {}) =>
    fetch(`${rig.url}/rows/mine?profile=1`, {
      ...init,
      headers: { authorization: "Bearer good", "accept-encoding": "identity" },
    });
  return { rig, ask, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

async function assertFellBack(response: Response) {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-netops-fallback"), "catalog");
  const { path, principal } = await response.json();
  assert.equal(path, "/rows");
  const seal = new PrincipalSeal(RIG_TOKEN);
  assert.deepEqual(seal.open(principal), { account: "a1", country: "DE" });
}

Deno.test("an app that is well answers by itself", async () => {
  await using world = await startRig(() => new Response("mine"));
  const response = await world.ask();
  assert.equal(response.headers.get("x-netops-fallback"), null);
  assert.equal(await response.text(), "mine");
});

Deno.test("another app answers, and is told who asks, when no instance is up", async () => {
  await using world = await startRig(undefined);
  await assertFellBack(await world.ask());
  assert.match(world.rig.metrics.text(), /fallback_total\{upstream_app="rows"\} 1/);
  const head = await world.ask({ method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("x-netops-fallback")], [200, "catalog"]);
});

Deno.test("a group without traffic of the other app does not answer", async () => {
  await using world = await startRig(undefined);
  await world.rig.origin("spare", () => new Response("never"), "spare-v001");
  world.rig.route("spare", { groups: [{ serverGroup: "spare-v000", weight: 1 }] });
  world.rig.route("rows", { auth: "user", fallback: { app: "spare", path: "/rows" } });
  const response = await world.ask();
  assert.equal(response.status, 503);
  await response.body?.cancel();
});

for (const status of [502, 503, 504]) {
  Deno.test(`another app answers in place of a ${status}`, async () => {
    await using world = await startRig(() => new Response("broken", { status }));
    await assertFellBack(await world.ask());
  });
}

Deno.test("another app answers soon when the one that was asked hangs", async () => {
  const gate = Promise.withResolvers<Response>();
  await using world = await startRig(() => gate.promise);
  const startedAtMs = performance.now();
  await assertFellBack(await world.ask());
  const tookMs = performance.now() - startedAtMs;
  gate.resolve(new Response());
  assert.ok(tookMs < 4_000, `it took ${tookMs} ms`);
});

Deno.test("no other app answers for what is not safe, nor for what was answered", async () => {
  await using world = await startRig((request) =>
    new Response("own", { status: request.method === "POST" ? 503 : 500 })
  );
  const post = await world.ask({ method: "POST" });
  assert.deepEqual([post.status, await post.text()], [503, "own"]);
  const failed = await world.ask();
  assert.deepEqual([failed.status, await failed.text()], [500, "own"]);
  assert.equal(failed.headers.get("x-netops-fallback"), null);
  assert.doesNotMatch(world.rig.metrics.text(), /fallback_total\{/);
});

Deno.test("the first failure is told when the other app fails too", async () => {
  await using world = await startRig(() => new Response("own", { status: 503 }));
  world.rig.route("rows", { fallback: { app: "nobody", path: "/" } });
  const response = await world.ask();
  assert.deepEqual([response.status, await response.text()], [503, "own"]);
  assert.equal(response.headers.get("x-netops-fallback"), null);
});
