import assert from "node:assert/strict";
import { freePort, startGatewayRig } from "./gateway_rig.ts";
import { startRawOrigin } from "../harness/raw_origin.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.ok(response.headers.get("x-request-id"));
  return { status: response.status, code: (await response.json()).code };
}

Deno.test("an origin that closes dead connections without an answer sees each POST once", async () => {
  await using rig = await startGatewayRig();
  await using origin = startRawOrigin({ answers: [OK], perConnection: 1 });
  rig.register("hello", origin.port);
  for (let n = 0; n < 20; n++) {
    const response = await fetch(`${rig.url}/hello/`, { method: "POST", body: `${n}` });
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
  assert.equal(origin.requests.length, 20);
});

Deno.test("a POST that got no answer is not sent again", async () => {
  await using rig = await startGatewayRig();
  await using silent = startRawOrigin({ answers: [], perConnection: 0 });
  await using other = startRawOrigin({ answers: [OK], perConnection: 1 });
  rig.register("hello", silent.port);
  rig.register("hello", other.port);
  let failed = 0;
  for (let n = 0; n < 10; n++) {
    const response = await fetch(`${rig.url}/hello/`, { method: "POST", body: "x" });
    if (response.status !== 200) failed++;
    await response.body?.cancel();
  }
  assert.ok(failed > 0, "the silent origin was never asked");
  assert.equal(silent.requests.length, failed);
  assert.equal(silent.requests.length + other.requests.length, 10);
});

Deno.test("a POST goes to the next instance when the connection was refused", async () => {
  await using rig = await startGatewayRig();
  await using origin = startRawOrigin({ answers: [OK], perConnection: 1 });
  rig.register("hello", freePort());
  rig.register("hello", origin.port);
  for (let n = 0; n < 4; n++) {
    const response = await fetch(`${rig.url}/hello/`, { method: "POST", body: "x" });
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
});

Deno.test("a GET that got no answer is sent to the next instance", async () => {
  await using rig = await startGatewayRig();
  await using silent = startRawOrigin({ answers: [], perConnection: 0 });
  await using good = startRawOrigin({ answers: [OK], perConnection: 100 });
  rig.register("hello", silent.port);
  rig.register("hello", good.port);
  for (let n = 0; n < 10; n++) {
    const response = await fetch(`${rig.url}/hello/`);
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
});

Deno.test("what an origin must not answer becomes 502", async () => {
  for (
    const answer of [
      "garbage\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
      "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.1 700 Odd\r\ncontent-length: 0\r\n\r\n",
    ]
  ) {
    await using rig = await startGatewayRig();
    await using origin = startRawOrigin({ answers: [answer], perConnection: 1 });
    rig.register("hello", origin.port);
    const response = await fetch(`${rig.url}/hello/`);
    assert.deepEqual(
      await problemOf(response),
      { status: 502, code: "UPSTREAM_FAILED" },
      JSON.stringify(answer),
    );
  }
});

Deno.test("a short body that breaks off is 502, for none of it has gone on", async () => {
  await using rig = await startGatewayRig();
  const broken = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc";
  await using origin = startRawOrigin({ answers: [broken], perConnection: 1, closeAtOnce: true });
  rig.register("hello", origin.port);
  const response = await fetch(`${rig.url}/hello/`);
  assert.deepEqual(await problemOf(response), { status: 502, code: "UPSTREAM_FAILED" });
});

Deno.test("a body that breaks off breaks off at the client too", async () => {
  for (
    const answer of [
      "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ]
  ) {
    await using rig = await startGatewayRig();
    await using origin = startRawOrigin({
      answers: [answer],
      perConnection: 1,
      closeAtOnce: true,
    });
    rig.register("hello", origin.port);
    await assert.rejects(fetch(`${rig.url}/hello/`).then((response) => response.text()));
  }
});

Deno.test("no instance is 503, a refused connection 502, silence 504", async () => {
  await using rig = await startGatewayRig({ config: { firstByteTimeoutMs: 150 } });
  rig.route("hello");
  const none = await problemOf(await fetch(`${rig.url}/hello/`));
  assert.deepEqual(none, { status: 503, code: "NO_INSTANCE" });
  const gone = rig.register("hello", freePort());
  const refused = await problemOf(await fetch(`${rig.url}/hello/`));
  assert.deepEqual(refused, { status: 502, code: "UPSTREAM_FAILED" });
  rig.setStatus(gone, "DOWN");
  const gate = Promise.withResolvers<Response>();
  await rig.origin("hello", () => gate.promise);
  const late = await problemOf(await fetch(`${rig.url}/hello/`, { method: "POST", body: "x" }));
  assert.deepEqual(late, { status: 504, code: "TIMED_OUT" });
  gate.resolve(new Response());
});

Deno.test("a stream outlives the time limit of its first byte and breaks when it is silent", async () => {
  await using rig = await startGatewayRig({
    config: { firstByteTimeoutMs: 100, streamIdleTimeoutMs: 200 },
  });
  const sender = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  await rig.origin(
    "events",
    () => new Response(new ReadableStream({ start: (controller) => sender.resolve(controller) })),
  );
  const response = await fetch(`${rig.url}/events/`);
  const controller = await sender.promise;
  const reader = response.body!.getReader();
  for (let n = 0; n < 4; n++) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    controller.enqueue(new Uint8Array([n]));
    assert.deepEqual((await reader.read()).value, new Uint8Array([n]));
  }
  await assert.rejects(reader.read());
});

Deno.test("killing an instance under load costs no GET", async () => {
  await using rig = await startGatewayRig();
  const first = await startChildOrigin();
  const second = await startChildOrigin();
  try {
    const dying = rig.register("hello", first.port);
    rig.register("hello", second.port);
    let sent = 0;
    const statuses = new Map<number, number>();
    const stopAtMs = performance.now() + 1_500;
    const load = Array.from({ length: 8 }, async () => {
      while (performance.now() < stopAtMs) {
        sent++;
        const response = await fetch(`${rig.url}/hello/`);
        await response.text();
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.child.kill("SIGKILL");
    setTimeout(() => rig.setStatus(dying, "DOWN"), 500);
    await Promise.all(load);
    assert.deepEqual([...statuses], [[200, sent]]);
    assert.ok(sent > 100);
  } finally {
    await first.stop();
    await second.stop();
  }
});

async function startChildOrigin() {
  const port = freePort();
  const program = `Deno.serve({hostname:"127.0.0.1",port:${port}},` +
    `async()=>{await new Promise(r=>setTimeout(r,5));return new Response("ok")})`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let n = 0; n < 500; n++) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await response?.body?.cancel();
    if (response !== undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const stop = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // Gone already: the test killed it.
    }
    await child.status;
  };
  return { port, child, stop };
}

Deno.test("weights and rules choose the server group, and what a test counts is what they say", async () => {
  await using rig = await startGatewayRig();
  for (const group of ["hello-v001", "hello-v002", "hello-v003"]) {
    await rig.origin("hello", () => new Response(group), group);
  }
  rig.route("hello", {
    groups: [{ serverGroup: "hello-v001", weight: 3 }, { serverGroup: "hello-v002", weight: 1 }],
    rules: [
      { name: "testers", serverGroup: "hello-v003", header: { name: "x-tester", value: "yes" } },
      { name: "half", serverGroup: "hello-v003", cohortRatio: 0.5 },
    ],
  });
  const get = async (headers: Record<string, string>) =>
    await (await fetch(`${rig.url}/hello/`, { headers })).text();
  assert.equal(await get({ "x-tester": "yes" }), "hello-v003");
  const seen: Record<string, number> = {};
  for (let n = 0; n < 400; n++) {
    const cohort = { "x-netops-cohort": `user-${n}` };
    const group = await get(cohort);
    seen[group] = (seen[group] ?? 0) + 1;
    if (group === "hello-v003") assert.equal(await get(cohort), group, "a cohort stays");
  }
  assert.ok(Math.abs(seen["hello-v003"]! - 200) < 50, JSON.stringify(seen));
  const ratio = seen["hello-v001"]! / (seen["hello-v001"]! + seen["hello-v002"]!);
  assert.ok(Math.abs(ratio - 0.75) < 0.12, JSON.stringify(seen));
});

Deno.test("a stop answers what is in flight", async () => {
  await using rig = await startGatewayRig();
  const gate = Promise.withResolvers<Response>();
  const entered = Promise.withResolvers<void>();
  await rig.origin("slow", () => {
    entered.resolve();
    return gate.promise;
  });
  const answer = fetch(`${rig.url}/slow/`).then((response) => response.text());
  await entered.promise;
  const closed = rig.closePublic(5_000);
  gate.resolve(new Response("done"));
  assert.equal(await answer, "done");
  await closed;
  await assert.rejects(fetch(`${rig.url}/slow/`));
});

Deno.test("every attempt is on record, and requests are timed by route and status", async () => {
  await using rig = await startGatewayRig();
  await using silent = startRawOrigin({ answers: [], perConnection: 0 });
  const instance = rig.register("hello", silent.port);
  const response = await fetch(`${rig.url}/hello/path?secret=1`);
  await response.body?.cancel();
  const [record] = rig.gateway.attemptsLog.list();
  assert.equal(record?.requestId, response.headers.get("x-request-id"));
  assert.equal(record?.path, "/hello/path");
  assert.equal(record?.status, 502);
  assert.equal(record?.attempts[0]?.instance, instance.id);
  assert.equal(record?.attempts[0]?.code, "reset");
  await (await fetch(`${rig.url}/nobody/`)).body?.cancel();
  const text = rig.metrics.text();
  assert.match(
    text,
    /http_server_request_duration_seconds_count\{route="hello",method="GET",code="502"\} 1/,
  );
  assert.match(
    text,
    /http_server_request_duration_seconds_count\{route="-",method="GET",code="404"\} 1/,
  );
});
