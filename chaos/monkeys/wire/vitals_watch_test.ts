import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { MonkeyWire } from "./monkey_wire.ts";
import { VitalsWatch } from "./vitals_watch.ts";

function watchOf(answer: (query: string, time: string | null) => unknown) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(({ url }) => {
    const { searchParams } = new URL(url);
    const result = answer(searchParams.get("query") ?? "", searchParams.get("time"));
    if (result === undefined) return new Response("no", { status: 503 });
    return Response.json({ data: { result } });
  });
  const wire = new MonkeyWire({ http, timer, token: "t" });
  const metricsUrl = "http://127.0.0.1:1";
  return new VitalsWatch({ wire, clock: timer.clock, metricsUrl, windowMs: 10_000 });
}

const metric = { upstream_instance: "a", code: "500" };

Deno.test("VitalsWatch looks back by a window when it begins, and joins calls and CPUs of an instance", async () => {
  const watch = watchOf((query, time) => {
    if (query.includes("process_cpu")) return [{ metric: { instance: "a" }, value: [0, "1.5"] }];
    return [{ metric, value: [0, time === null ? "9" : "2"] }];
  });
  assert.deepEqual((await watch.read()).get("a"), { calls: 7, failed: 7, cpus: 1.5 });
});

Deno.test("VitalsWatch says nothing while telemetry is away, and looks back when it is there again", async () => {
  let isAway = true;
  const watch = watchOf((query, time) => {
    if (isAway) return undefined;
    return query.includes("process_cpu") || time !== null ? [] : [{ metric, value: [0, "3"] }];
  });
  assert.equal((await watch.read()).size, 0);
  isAway = false;
  assert.deepEqual((await watch.read()).get("a"), { calls: 3, failed: 3, cpus: 0 });
});
