import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { Reach } from "./reach.ts";

Deno.test("Reach tells an app that no gateway reaches twice in a row, and forgets it when one does", async () => {
  const counts: Record<string, number> = { a: 2, b: 0 };
  const http = new ScriptedHttpClient(({ url }) => {
    if (url.startsWith("http://dead")) throw new Error("away");
    return Response.json(url.startsWith("http://second") ? { a: 0, b: 0 } : counts);
  });
  const gateways = () => ["http://first", "http://second", "http://dead"];
  const reach = new Reach({ http, timer: new FakeTimer(), gateways });
  await reach.look();
  assert.deepEqual([reach.isUnreachable("a"), reach.isUnreachable("b")], [false, false]);
  await reach.look();
  assert.deepEqual([reach.isUnreachable("a"), reach.isUnreachable("b")], [false, true]);
  counts["b"] = 1;
  await reach.look();
  assert.equal(reach.isUnreachable("b"), false);
});

Deno.test("Reach says nothing while no gateway answers", async () => {
  const http = new ScriptedHttpClient(() => {
    throw new Error("away");
  });
  const timer = new FakeTimer();
  const reach = new Reach({ http, timer, gateways: () => ["http://g"] });
  reach.start();
  await timer.advance(5_000);
  assert.equal(reach.isUnreachable("a"), false);
  reach.stop();
  assert.equal(timer.pendingCount, 0);
});
