import assert from "node:assert/strict";
import type { HeldFault } from "@netops/core/contracts";
import { startGatewayRig } from "./gateway_rig.ts";

const TOKEN = "good";
const USER = { headers: { authorization: `Bearer ${TOKEN}` } };

function faultOf(effect: HeldFault["effect"], changes: Partial<HeldFault> = {}): HeldFault {
  return {
    ...{ id: "f-1", kind: effect.type, effect, match: {}, seed: "1" },
    ...{ remainingMs: 60_000, leaseMs: 5_000, ...changes },
  };
}

async function startRig() {
  const rig = await startGatewayRig({
    verifier: {
      verify: (token) => token === TOKEN ? { account: "ann", country: "DE" } : undefined,
    },
  });
  let asked = 0;
  await rig.origin("shop", () => {
    asked++;
    return new Response("0123456789");
  });
  rig.route("shop", { auth: "user", openPaths: ["/open"] });
  return { rig, asked: () => asked };
}

Deno.test("a gateway aborts what its fault touches before an instance hears of it, and nobody else's", async () => {
  const { rig, asked } = await startRig();
  await using _rig = rig;
  rig.faults.put(faultOf({ type: "abort", status: 503 }, { match: { account: "ann" } }));
  const hit = await fetch(`${rig.url}/shop/cart`, USER);
  assert.equal(hit.status, 503);
  assert.notEqual(hit.headers.get("x-request-id"), null, "it is recorded like any other");
  assert.match(await hit.text(), /f-1/);
  assert.equal(asked(), 0);
  const missed = await fetch(`${rig.url}/shop/open`);
  assert.equal(await missed.text(), "0123456789");
  assert.match(
    rig.metrics.text(),
    /duration_seconds_count\{route="shop",method="GET",code="503"\} 1/,
  );
  rig.faults.remove("f-1");
  assert.equal(await (await fetch(`${rig.url}/shop/cart`, USER)).text(), "0123456789");
});

Deno.test("a gateway's bodies are cut for internal callers too, and its health goes around all faults", async () => {
  const { rig } = await startRig();
  await using _rig = rig;
  rig.faults.put(faultOf({ type: "truncate-body", keepBytes: 3 }));
  const { port } = await rig.listen({ kind: "internal", app: "shop" });
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/x`)).text(), "012");
  rig.faults.put(faultOf({ type: "abort", status: 500 }, { id: "f-2" }));
  const health = await fetch(`${rig.url}/healthz`);
  await health.body?.cancel();
  assert.notEqual(health.status, 500);
});
