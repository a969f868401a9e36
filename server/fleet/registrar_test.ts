import assert from "node:assert/strict";
import { formatTraceParent, type TraceContext } from "@netops/core";
import { signInstance } from "@netops/core/service";
import { FakeTimer, RecordingLogger, ScriptedHttpClient } from "@netops/core/testing";
import { groupOf, memberOf } from "./fleet_fixture.ts";
import type { Member } from "./model.ts";
import { Registrar } from "./registrar.ts";

const TOKEN = "run-token";

function memberFields() {
  const { id, host, port } = memberOf();
  return { id, app: "hello", serverGroup: "hello-v000", host, port };
}

/** A registrar at a registry that answers 204, as late as `delayOf` says. */
function begin(
  delayOf: (method: string) => Promise<void> = () => Promise.resolve(),
  traceOf: (member: Member) => TraceContext | undefined = () => undefined,
) {
  const timer = new FakeTimer();
  const arrived: string[] = [];
  const http = new ScriptedHttpClient(async ({ method, url }) => {
    await delayOf(method);
    arrived.push(`${method} ${new URL(url).pathname}`);
    return new Response(null, { status: method === "POST" ? 204 : 200 });
  });
  const logger = new RecordingLogger();
  const registryUrl = "http://127.0.0.1:7072";
  const registrar = new Registrar({ registryUrl, token: TOKEN, http, timer, logger, traceOf });
  return { timer, arrived, http, registrar };
}

const APP = "/eureka/apps/HELLO";
const INSTANCE = `${APP}/hello-v000-ab12`;

Deno.test("enter() registers once and renews, leave() cancels", async () => {
  const { timer, arrived, registrar, http } = begin();
  registrar.enter(groupOf(), memberOf());
  registrar.enter(groupOf(), memberOf());
  await timer.advance(2_000);
  assert.deepEqual(arrived, [`POST ${APP}`, `PUT ${INSTANCE}`]);
  const { instance } = JSON.parse(String(http.requests[0]?.body));
  assert.deepEqual(instance.metadata, {
    ...{ cluster: "hello", serverGroup: "hello-v000", version: "ver1" },
    ...{ region: "local", zone: "a" },
    signature: signInstance(TOKEN, memberFields()),
  });
  assert.equal(registrar.has("hello-v000-ab12"), true);
  await registrar.leave("hello-v000-ab12");
  await registrar.leave("hello-v000-ab12");
  assert.deepEqual(arrived.slice(2), [`DELETE ${INSTANCE}`]);
  assert.equal(registrar.has("hello-v000-ab12"), false);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("an instance that comes back registers after its cancel has arrived", async () => {
  const gate = Promise.withResolvers<void>();
  const { timer, arrived, registrar } = begin((m) =>
    m === "DELETE" ? gate.promise : Promise.resolve()
  );
  registrar.enter(groupOf(), memberOf());
  await timer.settle();
  registrar.leave("hello-v000-ab12");
  registrar.enter(groupOf(), memberOf());
  await timer.settle();
  assert.deepEqual(arrived, [`POST ${APP}`]);
  gate.resolve();
  await timer.settle();
  assert.deepEqual(arrived, [`POST ${APP}`, `DELETE ${INSTANCE}`, `POST ${APP}`]);
  await registrar.leave("hello-v000-ab12");
  assert.equal(timer.pendingCount, 0);
});

Deno.test("forget() cancels for one that died, and bears a registry that is away", async () => {
  const { arrived, registrar } = begin();
  await registrar.forget("kv", memberOf({ id: "kv-v000-1" }));
  assert.deepEqual(arrived, ["DELETE /eureka/apps/KV/kv-v000-1"]);
  const away = begin(() => Promise.reject(new Error("away")));
  await away.registrar.forget("kv", memberOf({ id: "kv-v000-1" }));
  assert.deepEqual(away.arrived, []);
});

Deno.test("isForgotten() waits for the cancel of that id, and for no other", async () => {
  const gate = Promise.withResolvers<void>();
  const { arrived, registrar } = begin(() => gate.promise);
  registrar.forget("oca", memberOf({ id: "c001" }));
  let mayStart = false;
  const waiting = registrar.isForgotten("c001").then(() => mayStart = true);
  await registrar.isForgotten("c002");
  assert.equal(mayStart, false, "a late cancel would end the lease of the next process of that id");
  gate.resolve();
  await waiting;
  assert.deepEqual(arrived, ["DELETE /eureka/apps/OCA/c001"]);
  await registrar.isForgotten("c001");
});

Deno.test("what changes a lease while its seat recovers is a part of that trace, and later not", async () => {
  const trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), isSampled: true };
  let isRecovering = true;
  const { registrar, http, timer } = begin(undefined, () => isRecovering ? trace : undefined);
  await registrar.forget("hello", memberOf({ id: "dead" }));
  registrar.enter(groupOf(), memberOf());
  await timer.settle();
  isRecovering = false;
  await timer.advance(2_000);
  await registrar.leave("hello-v000-ab12");
  const sent = http.requests.map((
    { method, headers },
  ) => [method, (headers as Record<string, string>)["traceparent"]]);
  const parent = formatTraceParent(trace);
  assert.deepEqual(sent, [
    ["DELETE", parent],
    ["POST", parent],
    ["PUT", undefined],
    ["DELETE", undefined],
  ]);
});
