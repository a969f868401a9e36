import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { drainInstance } from "./drain_instance.ts";

function drain(answer: (url: string, call: number) => Response) {
  const timer = new FakeTimer();
  let calls = 0;
  const http = new ScriptedHttpClient(({ url }) => answer(url, calls++));
  const drained = drainInstance("shop-v000-1", {
    app: "shop",
    gateways: () => ["http://g1", "http://g2"],
    http,
    clock: timer.clock,
    timer,
    limitMs: 1_000,
  });
  return { timer, http, drained };
}

Deno.test("drainInstance() waits for every gateway to forget the instance and end its requests", async () => {
  const { timer, http, drained } = drain((url, call) =>
    Response.json({
      ...{ isKnown: call < 2, inFlight: url.includes("g2") && call < 6 ? 1 : 0, sockets: 0 },
    })
  );
  await timer.advance(200);
  assert.equal(await drained, true);
  assert.equal(http.requests.length, 8);
  assert.equal(http.requests[0]?.url, "http://g1/instances/shop/shop-v000-1");
});

Deno.test("drainInstance() gives up at its limit, and takes silence for load", async () => {
  const { timer, drained } = drain((url) => {
    if (url.includes("g1")) throw new Error("away");
    return Response.json({ isKnown: false, inFlight: 0, sockets: 0 });
  });
  await timer.advance(1_100);
  assert.equal(await drained, false);
});

Deno.test("drainInstance() waits for WebSockets as for requests", async () => {
  const { timer, http, drained } = drain((url, call) =>
    Response.json({ isKnown: false, inFlight: 0, sockets: url.includes("g1") && call < 7 ? 2 : 0 })
  );
  await timer.advance(300);
  assert.equal(await drained, true);
  assert.equal(http.requests.length, 10);
});
