import assert from "node:assert/strict";
import type { HttpClientRequest } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import { probeMember } from "./probe.ts";

/** Probes a member by HTTP; `answer` is the service. */
function probeHttp(answer: (request: HttpClientRequest) => Response | Promise<Response>) {
  const group = groupOf({ manifest: manifestOf({ health: { kind: "http", path: "/health" } }) });
  const http = new ScriptedHttpClient(answer);
  const connect = () => Promise.reject(new Error("not asked for"));
  return {
    http,
    result: probeMember(group, memberOf(), { http, connect, timer: new FakeTimer() }),
  };
}

Deno.test("probeMember() takes 2xx of the health path on the admin port for healthy", async () => {
  for (const status of [200, 204, 299]) {
    const { http, result } = probeHttp(() => new Response(null, { status }));
    assert.deepEqual(await result, { healthy: true });
    assert.equal(http.requests[0]?.url, "http://127.0.0.1:20002/health");
  }
});

Deno.test("probeMember() says what another status or an error was", async () => {
  for (const status of [301, 404, 503]) {
    const { result } = probeHttp(() => new Response(null, { status }));
    assert.deepEqual(await result, { healthy: false, reason: `health answered ${status}` });
  }
  const refused = probeHttp(() => Promise.reject(new Error("connection refused")));
  assert.deepEqual(await refused.result, {
    healthy: false,
    reason: "nobody listens on its port 20001",
  });
  const late = probeHttp(() => Promise.reject(new DOMException("late", "TimeoutError")));
  assert.deepEqual(await late.result, { healthy: false, reason: "no answer in 1000 ms" });
});

Deno.test("probeMember() opens a TCP connection where health is tcp", async () => {
  const http = new ScriptedHttpClient(() => new Response(null, { status: 500 }));
  const asked: string[] = [];
  const connect = (host: string, port: number) => {
    asked.push(`${host}:${port}`);
    return asked.length === 1 ? Promise.resolve() : Promise.reject(new Error("refused"));
  };
  const probe = () => probeMember(groupOf(), memberOf(), { http, connect, timer: new FakeTimer() });
  assert.deepEqual(await probe(), { healthy: true });
  assert.deepEqual(await probe(), { healthy: false, reason: "nobody listens on its port 20001" });
  assert.deepEqual(asked, ["127.0.0.1:20001", "127.0.0.1:20001"]);
});

Deno.test("probeMember() gives a connection that neither opens nor fails one second", async () => {
  const timer = new FakeTimer();
  const connect = () => new Promise<void>(() => {});
  const http = new ScriptedHttpClient(() => new Response());
  const probe = probeMember(groupOf(), memberOf(), { http, connect, timer });
  await timer.advance(1_000);
  assert.deepEqual(await probe, { healthy: false, reason: "no connection in 1000 ms" });
  assert.equal(timer.pendingCount, 0);
});
