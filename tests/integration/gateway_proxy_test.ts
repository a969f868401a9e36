import assert from "node:assert/strict";
import { startGatewayRig } from "./gateway_rig.ts";

Deno.test("the gateway strips the prefix, keeps the query byte for byte and says who asked", async () => {
  await using rig = await startGatewayRig();
  await rig.origin(
    "hello",
    (request) =>
      Response.json({
        url: new URL(request.url).href,
        headers: Object.fromEntries(request.headers),
      }),
  );
  const response = await fetch(`${rig.url}/hello/a/./b/../c?x=%41%zz&y=//..`, {
    headers: {
      "x-forwarded-for": "6.6.6.6",
      "x-netops-fault": "abort",
      "x-netops-cohort": "blue",
      connection: "x-hop",
      "x-hop": "1",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    },
  });
  const seen = await response.json();
  const url = new URL(seen.url);
  assert.equal(url.pathname + url.search, "/a/c?x=%41%zz&y=//..");
  const { headers } = seen;
  assert.equal(headers["x-forwarded-for"], "127.0.0.1");
  assert.equal(headers["x-forwarded-host"], `127.0.0.1:${rig.port}`);
  assert.equal(headers["x-forwarded-proto"], "http");
  assert.equal(headers["x-forwarded-prefix"], "/hello");
  assert.equal(headers["x-netops-cohort"], "blue");
  assert.equal(headers["x-netops-fault"], undefined);
  assert.equal(headers["x-hop"], undefined);
  assert.match(
    headers["traceparent"],
    /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
  );
  assert.equal(headers["x-request-id"], response.headers.get("x-request-id"));
  assert.ok(Number(headers["x-netops-deadline"]) > Date.now());
});

Deno.test("the path of an application alone is its root", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("hello", (request) => new Response(new URL(request.url).pathname));
  for (const path of ["/hello", "/hello/", "/hello?a"]) {
    assert.equal(await (await fetch(rig.url + path)).text(), "/");
  }
});

Deno.test("an internal listener gives its whole path space to one app", async () => {
  await using rig = await startGatewayRig();
  await rig.origin(
    "hello",
    (request) =>
      Response.json([new URL(request.url).pathname, request.headers.get("x-forwarded-prefix")]),
  );
  const { port } = await rig.listen({ kind: "internal", app: "hello" });
  const response = await fetch(`http://127.0.0.1:${port}/hello/healthz`);
  assert.deepEqual(await response.json(), ["/hello/healthz", null]);
  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  assert.deepEqual(await health.json(), ["/healthz", null]);
});

Deno.test("bodies pass in both directions: small, long and streamed", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("echo", (request) =>
    new Response(request.body, {
      headers: { "x-length": request.headers.get("content-length") ?? "none" },
    }));
  for (const sizeBytes of [0, 1, 70_000, 3_000_000]) {
    const sent = new Uint8Array(sizeBytes).map((_, index) => index % 251);
    const response = await fetch(`${rig.url}/echo/`, { method: "POST", body: sent });
    const got = new Uint8Array(await response.arrayBuffer());
    assert.equal(got.byteLength, sizeBytes);
    assert.deepEqual(got.subarray(-100), sent.subarray(-100));
    const wanted = sizeBytes <= 262_144 ? String(sizeBytes) : "none";
    assert.equal(response.headers.get("x-length"), wanted);
  }
});

Deno.test("statuses, cookies, redirects and encoded bodies pass unchanged", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("odd", (request) => {
    const status = Number(new URL(request.url).pathname.slice(1));
    const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
    if (status === 302) headers.set("location", "/login");
    if (status === 200) headers.set("content-encoding", "br");
    return new Response([204, 304].includes(status) ? null : "body", { status, headers });
  });
  for (const status of [200, 201, 204, 302, 304, 404, 418, 500, 503]) {
    const response = await fetch(`${rig.url}/odd/${status}`, {
      redirect: "manual",
      headers: { "accept-encoding": "identity" },
    });
    assert.equal(response.status, status);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    if (status === 302) assert.equal(response.headers.get("location"), "/login");
    if (status === 200) assert.equal(response.headers.get("content-encoding"), "br");
    assert.equal(await response.text(), [204, 304].includes(status) ? "" : "body");
  }
});

Deno.test("HEAD keeps the length and sends no body", async () => {
  await using rig = await startGatewayRig();
  await rig.origin("hello", () => new Response("12345"));
  const response = await fetch(`${rig.url}/hello/`, {
    method: "HEAD",
    headers: { "accept-encoding": "identity" },
  });
  assert.equal(response.headers.get("content-length"), "5");
  assert.equal(await response.text(), "");
});

Deno.test("server-sent events arrive one by one, without waiting for more", async () => {
  await using rig = await startGatewayRig();
  const sender = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  await rig.origin(
    "events",
    () =>
      new Response(new ReadableStream({ start: (c) => sender.resolve(c) }), {
        headers: { "content-type": "text/event-stream" },
      }),
  );
  const response = await fetch(`${rig.url}/events/`);
  const controller = await sender.promise;
  const reader = response.body!.getReader();
  const delaysMs: number[] = [];
  for (let n = 0; n < 20; n++) {
    const sentAtMs = performance.now();
    controller.enqueue(new TextEncoder().encode(`data: ${n}\n\n`));
    const { value } = await reader.read();
    delaysMs.push(performance.now() - sentAtMs);
    assert.equal(new TextDecoder().decode(value), `data: ${n}\n\n`);
  }
  delaysMs.sort((a, b) => a - b);
  assert.ok(delaysMs[10]! < 50, `the median delay is ${delaysMs[10]} ms`);
  controller.close();
  assert.equal((await reader.read()).done, true);
});

Deno.test("a client that leaves a stream ends it at the instance", async () => {
  await using rig = await startGatewayRig();
  const cancelled = Promise.withResolvers<void>();
  await rig.origin("events", () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array([1])),
        cancel: () => cancelled.resolve(),
      }),
    ));
  const response = await fetch(`${rig.url}/events/`);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  await cancelled.promise;
});

Deno.test("a client that leaves before the answer ends the request at the instance", async () => {
  await using rig = await startGatewayRig();
  const entered = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<Response>();
  await rig.origin("slow", (request) => {
    request.signal.addEventListener("abort", () => left.resolve());
    entered.resolve();
    return gate.promise;
  });
  const abort = new AbortController();
  const answer = fetch(`${rig.url}/slow/`, { signal: abort.signal });
  await entered.promise;
  abort.abort();
  await assert.rejects(answer);
  await left.promise;
  gate.resolve(new Response());
  // Who leaves is no failure: the series must not show one.
  const text = rig.metrics.text();
  assert.match(text, /http_server_request_duration_seconds_count\{[^}]*code="cancelled"\} 1/);
  assert.doesNotMatch(text, /http_server_request_duration_seconds_count\{[^}]*code="502"/);
});
