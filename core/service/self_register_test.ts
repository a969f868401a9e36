import assert from "node:assert/strict";
import type { HttpClientRequest } from "../ports/http.ts";
import { FakeTimer } from "../testing/fake_timer.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { ScriptedHttpClient } from "../testing/scripted_http_client.ts";
import { registrationOf, selfRegister, type SelfRegisterOptions } from "./self_register.ts";

const REGISTRATION = {
  instanceId: "hello-v000-ab12",
  app: "hello",
  cluster: "hello",
  serverGroup: "hello-v000",
  version: "v1",
  region: "local",
  zone: "a",
  host: "127.0.0.1",
  port: 20_001,
};

Deno.test("registrationOf() puts a signature into the metadata", () => {
  const { instance } = registrationOf({ ...REGISTRATION, signature: "ab12" }) as {
    instance: { metadata: Record<string, string> };
  };
  assert.equal(instance.metadata["signature"], "ab12");
});

/** Registers against a scripted registry. */
function begin(
  answer: (request: HttpClientRequest) => Response | Promise<Response>,
  more: Partial<SelfRegisterOptions> = {},
) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const stop = new AbortController();
  const done = selfRegister({
    registration: REGISTRATION,
    registryUrl: "http://127.0.0.1:7072",
    http,
    timer,
    logger: new RecordingLogger(),
    signal: stop.signal,
    ...more,
  });
  const sent = () => http.requests.map((request) => request.method);
  return { timer, http, stop, done, sent };
}

const take = (request: HttpClientRequest) =>
  new Response(null, { status: request.method === "POST" ? 204 : 200 });

Deno.test("selfRegister() registers with address and names, and renews every 2 s", async () => {
  const { timer, http, stop, done, sent } = begin(take);
  await timer.settle();
  assert.deepEqual(sent(), ["POST"]);
  assert.equal(http.requests[0]?.url, "http://127.0.0.1:7072/eureka/apps/HELLO");
  const { instance } = JSON.parse(String(http.requests[0]?.body));
  assert.equal(instance.instanceId, "hello-v000-ab12");
  assert.deepEqual(instance.port, { $: 20_001, "@enabled": "true" });
  assert.equal(instance.metadata.serverGroup, "hello-v000");
  assert.equal("signature" in instance.metadata, false);
  await timer.advance(1_999);
  assert.deepEqual(sent(), ["POST"]);
  await timer.advance(4_001);
  assert.deepEqual(sent(), ["POST", "PUT", "PUT", "PUT"]);
  assert.equal(http.requests[1]?.url, "http://127.0.0.1:7072/eureka/apps/HELLO/hello-v000-ab12");
  stop.abort();
  await done;
  assert.equal(sent().at(-1), "DELETE");
  assert.equal(timer.pendingCount, 0);
});

Deno.test("selfRegister() registers again at once when the registry forgot it", async () => {
  let known = true;
  const { timer, stop, done, sent } = begin((request) => {
    if (request.method === "POST") known = true;
    return new Response(null, { status: known ? 200 : 404 });
  });
  await timer.settle();
  known = false;
  await timer.advance(2_000);
  assert.deepEqual(sent(), ["POST", "PUT", "POST"]);
  stop.abort();
  await done;
});

Deno.test("selfRegister() tries every 250 ms while the registry is away or refuses", async () => {
  const answers = [() => Promise.reject(new Error("refused")), 503, 404, 204];
  const { timer, stop, done, sent } = begin((request) => {
    const answer = request.method === "POST" ? answers.shift() : 200;
    return typeof answer === "number" ? new Response(null, { status: answer }) : answer!();
  });
  await timer.settle();
  assert.equal(sent().length, 1);
  for (const count of [2, 3, 4]) {
    await timer.advance(249);
    assert.equal(sent().length, count - 1);
    await timer.advance(1);
    assert.equal(sent().length, count);
  }
  await timer.advance(1_999);
  assert.equal(sent().length, 4);
  stop.abort();
  await done;
});

Deno.test("selfRegister() keeps its lease through an answer that is no answer", async () => {
  let away = false;
  const { timer, stop, done, sent } = begin((request) =>
    away ? Promise.reject(new Error("away")) : take(request)
  );
  await timer.settle();
  away = true;
  await timer.advance(4_000);
  away = false;
  await timer.advance(2_000);
  assert.deepEqual(sent(), ["POST", "PUT", "PUT", "PUT"]);
  stop.abort();
  await done;
});

/** Never answers, and ends when the caller gives up, as a registry that hangs. */
function hang(request: HttpClientRequest): Promise<Response> {
  return new Promise((_, reject) =>
    request.signal?.addEventListener("abort", () => reject(request.signal?.reason), { once: true })
  );
}

Deno.test("selfRegister() gives a registry that hangs 500 ms to cancel", async () => {
  const { timer, stop, done } = begin((r) => r.method === "DELETE" ? hang(r) : take(r));
  await timer.settle();
  stop.abort();
  let over = false;
  done.then(() => over = true);
  await timer.advance(499);
  assert.equal(over, false);
  await timer.advance(1);
  assert.equal(over, true);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("selfRegister() cancels a registration that was cut short, as it may have arrived", async () => {
  const { timer, stop, done, sent } = begin((r) => r.method === "POST" ? hang(r) : take(r));
  await timer.settle();
  stop.abort();
  await done;
  assert.deepEqual(sent(), ["POST", "DELETE"]);
});

Deno.test("selfRegister() says which trace its first registration, a later one and its cancel are parts of", async () => {
  let known = true;
  const asked: string[] = [];
  const { timer, stop, done, http } = begin((request) => {
    if (request.method === "POST") known = true;
    return new Response(null, { status: known ? 200 : 404 });
  }, {
    traceOf: (call) => {
      asked.push(call);
      const traceId = "a".repeat(32);
      return call === "again" ? undefined : { traceId, spanId: "b".repeat(16), isSampled: true };
    },
  });
  await timer.settle();
  known = false;
  await timer.advance(2_000);
  stop.abort();
  await done;
  assert.deepEqual(asked, ["first", "again", "cancel"]);
  const parent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  const sent = http.requests.map((
    { method, headers },
  ) => [method, (headers as Record<string, string>)["traceparent"]]);
  assert.deepEqual(sent, [
    ["POST", parent],
    ["PUT", undefined],
    ["POST", undefined],
    ["DELETE", parent],
  ]);
});
