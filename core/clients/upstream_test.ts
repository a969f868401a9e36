import assert from "node:assert/strict";
import { instanceOf } from "./client_fakes.ts";
import { type Answer, breakOff, createWorld, refuse } from "./upstream_world_test.ts";

Deno.test("call() answers with the response, its instance and one attempt", async () => {
  const { upstream, discovery, request, metrics } = createWorld();
  discovery.set([instanceOf("a")]);
  const result = await upstream.call(request(() => new Response("hi")));
  assert.equal(result.kind, "answered");
  assert.deepEqual(result.attempts.map((attempt) => [attempt.instance.id, attempt.code]), [[
    "a",
    "200",
  ]]);
  assert.deepEqual(
    metrics.observed("upstream_request_duration_seconds").map((seen) => seen.labels),
    [{
      upstream_app: "shop",
      upstream_server_group: "shop-v000",
      upstream_instance: "a",
      code: "200",
      attempt: "1",
    }],
  );
  upstream.close();
});

Deno.test("an unobserved call is in no series, and its failures speak against an instance all the same", async () => {
  const { upstream, discovery, request, metrics } = createWorld({ maxAttempts: 1 });
  discovery.set(["a", "b", "c"].map((id) => instanceOf(id)));
  await upstream.call(request(() => new Response(), { isUnobserved: true }));
  for (let turn = 0; turn < 30; turn++) {
    await upstream.call(request(({ instance }) => instance.id === "a" ? refuse() : new Response(), {
      isUnobserved: true,
    }));
  }
  assert.equal(metrics.observed("upstream_request_duration_seconds").length, 0);
  assert.ok(metrics.total("upstream_ejections_total") > 0);
  upstream.close();
});

Deno.test("an attempt can be aborted when its head has come", async () => {
  const { upstream, discovery, request } = createWorld();
  discovery.set([instanceOf("a")]);
  let abort: (reason: unknown) => void = () => undefined;
  let signal: AbortSignal | undefined;
  await upstream.call(request((context) => {
    ({ abort, signal } = context);
    return new Response();
  }));
  assert.equal(signal?.aborted, false);
  abort("enough");
  assert.equal(signal?.reason, "enough");
  upstream.close();
});

Deno.test("call() without an instance fails with NO_INSTANCE", async () => {
  const { upstream, request } = createWorld();
  const result = await upstream.call(request(() => new Response()));
  assert.equal(result.kind === "failed" && result.error.code, "NO_INSTANCE");
  upstream.close();
});

Deno.test("what is to come before a call is waited for, and fails the call when it fails", async () => {
  const given: string[] = [];
  const steps = [undefined, Promise.resolve(), Promise.reject(new Error("late"))];
  const { upstream, discovery, request } = createWorld({
    before: (app) => {
      given.push(app);
      return steps.shift();
    },
  });
  discovery.set([instanceOf("a")]);
  const kinds = [];
  for (let n = 0; n < 3; n++) kinds.push((await upstream.call(request(() => new Response()))).kind);
  assert.deepEqual(kinds, ["answered", "answered", "failed"]);
  assert.deepEqual(given, ["shop", "shop", "shop"]);
  upstream.close();
});

Deno.test("a refused connection is retried elsewhere at once, also for a POST", async () => {
  const { upstream, discovery, request, timer } = createWorld();
  discovery.set([instanceOf("dead"), instanceOf("live")]);
  for (let turn = 0; turn < 20; turn++) {
    const answer: Answer = ({ instance }) => instance.id === "dead" ? refuse() : new Response("ok");
    const result = await upstream.call(request(answer, { method: "POST" }));
    assert.equal(result.kind, "answered");
  }
  assert.equal(timer.clock.monotonicMs(), 0, "nobody waited");
  upstream.close();
});

Deno.test("a POST whose connection broke is not sent again", async () => {
  const { upstream, discovery, request } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const result = await upstream.call(request(breakOff, { method: "POST" }));
  assert.equal(result.attempts.length, 1);
  assert.equal(result.kind === "failed" && result.error.code, "UPSTREAM_FAILED");
  upstream.close();
});

Deno.test("a POST that is declared idempotent is sent again", async () => {
  const { upstream, discovery, request } = createWorld({ maxAttempts: 2 });
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const result = await upstream.call(request(breakOff, { method: "POST", idempotent: true }));
  assert.ok(result.attempts.length > 1);
  upstream.close();
});

Deno.test("a body that cannot be replayed stops retries", async () => {
  const { upstream, discovery, request } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const result = await upstream.call(request(refuse, { replayable: () => false }));
  assert.equal(result.attempts.length, 1);
  upstream.close();
});

Deno.test("an unavailable answer to a GET is retried elsewhere after a breath, and its body freed", async () => {
  const { upstream, discovery, request, timer } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  let cancelled = 0;
  const calls = upstream.call(
    request(({ attempt }) =>
      attempt > 1 ? new Response("ok") : new Response(
        new ReadableStream({ cancel: () => void cancelled++ }),
        { status: 503 },
      )
    ),
  );
  await timer.advance(1_000);
  const result = await calls;
  assert.equal(result.kind === "answered" && result.response.status, 200);
  assert.deepEqual(result.attempts.map((attempt) => attempt.code), ["503", "200"]);
  assert.notEqual(result.attempts[0]?.instance.id, result.attempts[1]?.instance.id);
  assert.equal(cancelled, 1);
  upstream.close();
});

Deno.test("an error of the application (500) is passed on, not retried", async () => {
  const { upstream, discovery, request } = createWorld();
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const result = await upstream.call(request(() => new Response("boom", { status: 500 })));
  assert.equal(result.attempts.length, 1);
  assert.equal(result.kind === "answered" && result.response.status, 500);
  upstream.close();
});

Deno.test("the last unavailable answer is passed on when no retry is left", async () => {
  const { upstream, discovery, request, timer } = createWorld({ maxAttempts: 2 });
  discovery.set([instanceOf("a"), instanceOf("b")]);
  const calls = upstream.call(request(() => new Response("busy", { status: 503 })));
  await timer.advance(1_000);
  const result = await calls;
  assert.equal(result.attempts.length, 2);
  assert.equal(result.kind === "answered" && await result.response.text(), "busy");
  upstream.close();
});

Deno.test("requests above maxInFlightPerApp are refused with OVERLOADED", async () => {
  const { upstream, discovery, request, timer } = createWorld({ maxInFlightPerApp: 2 });
  discovery.set([instanceOf("a")]);
  const gate = Promise.withResolvers<Response>();
  const running = [1, 2].map(() =>
    upstream.call(request(() => gate.promise.then(() => new Response())))
  );
  await timer.settle();
  const refused = await upstream.call(request(() => new Response()));
  assert.equal(refused.kind === "failed" && refused.error.code, "OVERLOADED");
  gate.resolve(new Response());
  await Promise.all(running);
  assert.equal((await upstream.call(request(() => new Response()))).kind, "answered");
  upstream.close();
});

Deno.test("with 100 % failure over a minute the load is at most 1.2 times the requests", async () => {
  const { upstream, discovery, request, timer } = createWorld();
  discovery.set(["a", "b", "c", "d"].map((id) => instanceOf(id)));
  let sent = 0;
  const requests = 3_000;
  const calls = [];
  for (let turn = 0; turn < requests; turn++) {
    calls.push(upstream.call(request(() => {
      sent++;
      return new Response(null, { status: 503 });
    })));
    await timer.advance(20);
  }
  await timer.advance(2_000);
  await Promise.all(calls);
  assert.ok(sent > 20, "trials go on");
  assert.ok(sent <= requests * 1.2 + 10, `${sent} sent`);
  upstream.close();
});

Deno.test("with 100 % failure and much traffic the load is at most 1.2 times the requests", async () => {
  const { upstream, discovery, request, timer } = createWorld({ maxInFlightPerApp: 10_000 });
  // Plain errors of the connection while breakers cannot open: each instance is seen too rarely.
  discovery.set(Array.from({ length: 400 }, (_, index) => instanceOf(`i${index}`)));
  let sent = 0;
  const requests = 2_000;
  const calls = Array.from({ length: requests }, () =>
    upstream.call(request(() => {
      sent++;
      return breakOff();
    })));
  await timer.advance(9_000);
  await Promise.all(calls);
  assert.ok(sent === requests * 1.2, `${sent} sent`);
  upstream.close();
});

Deno.test("retryRatio 0 leaves only the small minimum of retries", async () => {
  const { upstream, discovery, request, timer } = createWorld({ retryRatio: 0 });
  discovery.set(Array.from({ length: 400 }, (_, index) => instanceOf(`i${index}`)));
  let sent = 0;
  const calls = Array.from({ length: 500 }, () =>
    upstream.call(request(() => {
      sent++;
      return breakOff();
    })));
  await timer.advance(9_000);
  await Promise.all(calls);
  assert.equal(sent, 510);
  upstream.close();
});

Deno.test("a dead instance is ejected after its first refused connection, with an event", async () => {
  const { upstream, discovery, request, events, metrics } = createWorld();
  discovery.set([instanceOf("dead"), instanceOf("live")]);
  let toDead = 0;
  for (let turn = 0; turn < 50; turn++) {
    await upstream.call(request(({ instance }) => {
      if (instance.id !== "dead") return new Response();
      toDead++;
      return refuse();
    }));
  }
  assert.equal(toDead, 1);
  const [event] = events.events;
  assert.equal(event?.kind, "outlier.ejected");
  assert.equal(event?.subject, "dead");
  assert.equal(event?.data?.reason, "connect-failed");
  assert.equal(metrics.total("upstream_ejections_total"), 1);
  upstream.close();
});

Deno.test("the only instance is never ejected, but its breaker opens, tries and closes", async () => {
  const { upstream, discovery, request, timer, events, metrics } = createWorld({ maxAttempts: 1 });
  discovery.set([instanceOf("a")]);
  const down = () => new Response(null, { status: 503 });
  for (let turn = 0; turn < 10; turn++) await upstream.call(request(down));
  const refused = await upstream.call(request(down));
  assert.equal(refused.kind === "failed" && refused.error.code, "NO_INSTANCE");
  await timer.advance(1_000);
  for (let turn = 0; turn < 3; turn++) await upstream.call(request(() => new Response()));
  assert.deepEqual(
    events.events.map((event) => event.kind),
    ["breaker.opened", "breaker.half-opened", "breaker.closed"],
  );
  assert.deepEqual(metrics.sets("breaker_state").map((set) => set.value), [2, 1, 0]);
  upstream.close();
});

Deno.test("retries stay in the chosen server group", async () => {
  const { upstream, discovery, request } = createWorld({ maxAttempts: 2 });
  discovery.set([
    instanceOf("canary-1", { serverGroup: "shop-v001" }),
    instanceOf("canary-2", { serverGroup: "shop-v001" }),
    ...["a", "b", "c"].map((id) => instanceOf(id)),
  ]);
  const result = await upstream.call(request(refuse, { serverGroup: "shop-v001" }));
  assert.ok(result.attempts.length > 1);
  for (const { instance } of result.attempts) assert.equal(instance.serverGroup, "shop-v001");
  upstream.close();
});

Deno.test("a group that vanished is chosen anew", async () => {
  const { upstream, discovery, request } = createWorld();
  discovery.set([instanceOf("new", { serverGroup: "shop-v001" })]);
  const result = await upstream.call(request(() => new Response(), {
    serverGroup: "shop-v000",
    reselect: () => "shop-v001",
  }));
  assert.equal(result.kind === "answered" && result.instance.id, "new");
  assert.equal(upstream.isAvailable("shop", "shop-v000"), false);
  assert.equal(upstream.isAvailable("shop", "shop-v001"), true);
  upstream.close();
});

Deno.test("an instance at a new address starts with a clean sheet", async () => {
  const { upstream, discovery, request } = createWorld({ maxAttempts: 1 });
  discovery.set([instanceOf("a")]);
  for (let turn = 0; turn < 10; turn++) {
    await upstream.call(request(() => new Response(null, { status: 503 })));
  }
  discovery.set([instanceOf("a", { port: 4999 })]);
  assert.equal((await upstream.call(request(() => new Response()))).kind, "answered");
  upstream.close();
});

Deno.test("no attempt of one request goes where another one went, while there is somebody else", async () => {
  const { upstream, discovery, request, timer } = createWorld();
  discovery.set(["a", "b", "c", "d"].map((id) => instanceOf(id)));
  for (let turn = 0; turn < 30; turn++) {
    const calls = upstream.call(request(() => new Response(null, { status: 503 })));
    // Long enough that all is forgotten: only the memory of the request itself can keep them apart.
    await timer.advance(120_000);
    const ids = (await calls).attempts.map((attempt) => attempt.instance.id);
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 3, `${ids}`);
  }
  upstream.close();
});
