import assert from "node:assert/strict";
import { FALLBACK_HEADER, PROBE_HEADER, SERVED_BY_HEADER } from "@netops/core";
import { createHost } from "@netops/core/host";
// deno-lint-ignore netops/front-door -- a process has no door; this is what its other side measures
import { HttpReleaseProbe } from "../../pipelines/conductor/http_release_probe.ts";
import { freePort, type GatewayRig, startGatewayRig } from "./gateway_rig.ts";

/** A rig whose `shop` remembers the headers that it got. */
async function startShop(): Promise<{ rig: GatewayRig; heads: Headers[] }> {
  const rig = await startGatewayRig();
  const heads: Headers[] = [];
  await rig.origin("shop", (request) => {
    heads.push(new Headers(request.headers));
    const status = new URL(request.url).pathname === "/bad" ? 503 : 200;
    return new Response("ok", { status, headers: { [SERVED_BY_HEADER]: "forged" } });
  });
  return { rig, heads };
}

async function probe(rig: GatewayRig, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { [PROBE_HEADER]: "c1-7", ...init.headers };
  const response = await fetch(`${rig.url}${path}`, { ...init, headers });
  await response.bytes();
  return response;
}

function observed(rig: GatewayRig): number {
  const counts = rig.metrics.text().matchAll(
    /^upstream_request_duration_seconds_count\{.* (\d+)$/gm,
  );
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

Deno.test("a probe is told whose answer it got, reaches the service without its number, and is counted but not observed", async () => {
  const { rig, heads } = await startShop();
  await using _rig = rig;
  const good = await probe(rig, "/shop/");
  assert.deepEqual([good.status, good.headers.get(SERVED_BY_HEADER)], [200, "shop-v000"]);
  const bad = await probe(rig, "/shop/bad", { method: "HEAD" });
  assert.deepEqual([bad.status, bad.headers.get(SERVED_BY_HEADER)], [503, "shop-v000"]);
  assert.equal(heads[0]?.get(PROBE_HEADER), null);
  assert.equal(observed(rig), 0);
  await (await fetch(`${rig.url}/shop/`)).text();
  assert.equal(observed(rig), 1);
  const { answered, failed } = rig.gateway.ledger.groupsOf("shop")["shop-v000"]!;
  assert.ok(answered >= 3 && failed >= 1, "retries aside, each is counted");
});

Deno.test("an answer that a gateway made up names no group, nor does one of another app", async () => {
  const { rig } = await startShop();
  await using _rig = rig;
  rig.register("dead", freePort());
  const dead = await probe(rig, "/dead/");
  assert.deepEqual([dead.status, dead.headers.get(SERVED_BY_HEADER)], [502, null]);
  rig.route("dead", { fallback: { app: "shop", path: "/" } });
  const instead = await probe(rig, "/dead/");
  assert.deepEqual(
    [instead.status, instead.headers.get(SERVED_BY_HEADER), instead.headers.get(FALLBACK_HEADER)],
    [200, null, "shop"],
  );
});

Deno.test("a probe has no limit of rate and meets no fault of the gateway, but is not let in without a token", async () => {
  const { rig } = await startShop();
  await using _rig = rig;
  rig.route("shop", { limit: { count: 1, perMs: 60_000 } });
  assert.equal((await probe(rig, "/shop/")).status, 200);
  assert.equal((await probe(rig, "/shop/")).status, 200);
  assert.equal((await fetch(`${rig.url}/shop/`, { method: "HEAD" })).status, 200);
  assert.equal((await fetch(`${rig.url}/shop/`, { method: "HEAD" })).status, 429);
  rig.route("shop");
  rig.faults.put({
    ...{ id: "f-1", kind: "abort", effect: { type: "abort", status: 503 }, match: {} },
    ...{ seed: "1", remainingMs: 60_000, leaseMs: 5_000 },
  });
  assert.equal((await probe(rig, "/shop/")).status, 200);
  rig.route("shop", { auth: "user" });
  const locked = await probe(rig, "/shop/");
  assert.deepEqual([locked.status, locked.headers.get(SERVED_BY_HEADER)], [401, null]);
});

Deno.test("only a GET or HEAD with a number from outside is a probe", async () => {
  const { rig, heads } = await startShop();
  await using _rig = rig;
  const { port } = await rig.listen({ kind: "internal", app: "shop" });
  const inside = await fetch(`http://127.0.0.1:${port}/`, { headers: { [PROBE_HEADER]: "c1-1" } });
  await inside.text();
  const post = await probe(rig, "/shop/", { method: "POST", body: "x" });
  const odd = await probe(rig, "/shop/", { headers: { [PROBE_HEADER]: "a b" } });
  assert.deepEqual([inside, post, odd].map(({ status }) => status), [200, 200, 200]);
  assert.equal(observed(rig), 3);
  assert.deepEqual(heads.map((head) => head.get(PROBE_HEADER)), [null, null, null]);
});

Deno.test("a release probe loses nothing while all is well, counts what a dead group costs, and leaves no connection", async () => {
  const { rig, heads } = await startShop();
  await using _rig = rig;
  const { clock, timer, createHttpClient } = createHost();
  const http = createHttpClient();
  const release = new HttpReleaseProbe({ gatewayUrl: rig.url, http, clock, timer, id: "c1" });
  release.start("shop", { path: "/", perSecond: 100 });
  while (heads.length < 20) await timer.sleep(10);
  assert.equal(release.counts("shop").lost, 0);
  rig.register("shop", freePort(), "shop-v001");
  rig.route("shop", { groups: [{ serverGroup: "shop-v001", weight: 1 }] });
  while (release.counts("shop").lost < 5) await timer.sleep(10);
  const { sent, lost } = await release.stop("shop");
  const groups = rig.gateway.ledger.groupsOf("shop");
  const { answered } = groups["shop-v000"]!;
  const { dropped } = groups["shop-v001"]!;
  assert.deepEqual([sent, lost], [answered + dropped, dropped], "both sides count the same");
  http.close();
});
