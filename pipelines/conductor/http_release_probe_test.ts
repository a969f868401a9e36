import assert from "node:assert/strict";
import {
  FALLBACK_HEADER,
  type HttpClientRequest,
  type InstanceStatus,
  PROBE_HEADER,
  SERVED_BY_HEADER,
} from "@netops/core";
import type { ReleaseCheck, ServerGroupView } from "@netops/core/contracts";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { HttpReleaseProbe } from "./http_release_probe.ts";

type Answer = (request: HttpClientRequest) => Response | Promise<Response>;

const GATEWAY = "http://127.0.0.1:7070";
const PLAN = { path: "/health", perSecond: 50 };

function served(status = 200): Response {
  return new Response("ok", { status, headers: { [SERVED_BY_HEADER]: "shop-v002" } });
}

/** Answers when its deadline is over, as a client does. */
function hang({ signal }: HttpClientRequest): Promise<Response> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}

function world(answer: Answer) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  let stoodMs = 0;
  const clock = {
    nowMs: () => timer.clock.nowMs() + stoodMs,
    monotonicMs: () => timer.clock.monotonicMs() + stoodMs,
  };
  const probe = new HttpReleaseProbe({ gatewayUrl: GATEWAY, http, clock, timer, id: "c1" });
  return { probe, timer, http, standStill: (durationMs: number) => void (stoodMs += durationMs) };
}

/** Sends one request with this answer, and waits for what came of it. */
async function lostWith(answer: Answer): Promise<number> {
  const { probe, timer } = world(answer);
  probe.start("shop", { path: "/", perSecond: 0.1 });
  await timer.advance(5_000);
  const { sent, lost } = await probe.stop("shop");
  assert.equal(sent, 1);
  return lost;
}

function groupOf(...statuses: InstanceStatus[]): ServerGroupView {
  const instances = statuses.map((status, at) => ({
    ...{ id: `shop-${at}`, host: "127.0.0.1", port: 20_000 + at, zone: "a", status },
    ...{ startedAtMs: 0, restarts: 0 },
  }));
  return { name: "shop-v002", app: "shop", instances } as unknown as ServerGroupView;
}

function checkOf(changes: Partial<ReleaseCheck> = {}): ReleaseCheck {
  return { path: "/health", status: 200, ...changes };
}

Deno.test("numbered requests go out at a constant rate to the gateway, each with a number and a connection of its own", async () => {
  const { probe, timer, http } = world(() => served());
  probe.start("shop", PLAN);
  await timer.advance(990);
  assert.deepEqual(probe.counts("shop"), { sent: 50, lost: 0 });
  const headers = http.requests.map((request) => request.headers as Record<string, string>);
  assert.equal(http.requests[0]?.url, `${GATEWAY}/shop/health`);
  assert.equal(http.requests[0]?.method, "GET");
  assert.deepEqual([headers[0]?.[PROBE_HEADER], headers[49]?.[PROBE_HEADER]], ["c1-1", "c1-50"]);
  assert.equal(headers[0]?.["connection"], "close");
  assert.deepEqual(await probe.stop("shop"), { sent: 50, lost: 0 });
  assert.deepEqual(probe.counts("shop"), { sent: 0, lost: 0 });
  await timer.advance(1_000);
  assert.equal(http.requests.length, 50);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("started twice they go on, by the newest plan; numbers do not repeat", async () => {
  const { probe, timer, http } = world(() => served());
  probe.start("shop", PLAN);
  await timer.advance(490);
  probe.start("shop", { path: "/other", perSecond: 10 });
  await timer.advance(1_000);
  const { sent } = await probe.stop("shop");
  assert.ok(sent >= 35 && sent <= 36, `${sent}`);
  assert.equal(http.requests.at(-1)?.url, `${GATEWAY}/shop/other`);
  probe.start("shop", PLAN);
  await timer.settle();
  assert.deepEqual(await probe.stop("shop"), { sent: 1, lost: 0 });
  const numbers = http.requests.map(({ headers }) =>
    (headers as Record<string, string>)[PROBE_HEADER]
  );
  assert.equal(new Set(numbers).size, numbers.length);
});

Deno.test("a slow answer holds no other up, at most 64 are open, and what was not sent is not counted", async () => {
  const { probe, timer, http } = world(hang);
  probe.start("shop", PLAN);
  await timer.advance(1_000);
  assert.equal(probe.counts("shop").sent, 51);
  await timer.advance(3_990);
  assert.deepEqual(probe.counts("shop"), { sent: 64, lost: 0 });
  await timer.advance(10);
  assert.equal(probe.counts("shop").lost, 1);
  const stopped = probe.stop("shop");
  await timer.advance(5_000);
  const { sent, lost } = await stopped;
  assert.deepEqual([lost, sent], [sent, http.requests.length]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("time that this process stood still is not made up for by a burst", async () => {
  const { probe, timer, standStill } = world(() => served());
  probe.start("shop", PLAN);
  standStill(10_000);
  await timer.advance(100);
  const { sent } = probe.counts("shop");
  assert.ok(sent >= 5 && sent < 10, `${sent}`);
  await probe.stop("shop");
});

Deno.test("an answer that came while this process stood still is no lost one; none at all still is", async () => {
  let answer: (response: Response) => void = () => undefined;
  const { probe, timer, standStill } = world(({ signal }) =>
    new Promise((resolve, reject) => {
      answer = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    })
  );
  const plan = { path: "/", perSecond: 0.001 };
  probe.start("shop", plan);
  standStill(10_000);
  await timer.advance(5_000);
  assert.deepEqual(probe.counts("shop"), { sent: 1, lost: 0 });
  answer(served());
  assert.deepEqual(await probe.stop("shop"), { sent: 1, lost: 0 });

  probe.start("shop", plan);
  standStill(10_000);
  await timer.advance(9_990);
  assert.deepEqual(probe.counts("shop"), { sent: 1, lost: 0 });
  await timer.advance(10);
  assert.deepEqual(await probe.stop("shop"), { sent: 1, lost: 1 });
  assert.equal(timer.pendingCount, 0);
});

Deno.test("lost is what nobody answered, and what a gateway answered in place of the service", async () => {
  const broken = () =>
    new Response(new ReadableStream({ pull: (to) => to.error(new Error("reset")) }), {
      headers: { [SERVED_BY_HEADER]: "shop-v002" },
    });
  const standIn = () => new Response("ok", { headers: { [FALLBACK_HEADER]: "other" } });
  const lost = [
    () => Promise.reject(new Error("refused")),
    hang,
    () => new Response("made up", { status: 502 }),
    standIn,
    broken,
  ];
  for (const answer of lost) assert.equal(await lostWith(answer), 1, String(answer));
});

Deno.test("not lost is the service's own answer whatever it says, an endless one, and a refusal for the client's sake", async () => {
  const endless = ({ signal }: HttpClientRequest) =>
    new Response(
      new ReadableStream({
        start: (to) => signal?.addEventListener("abort", () => to.error(signal.reason)),
      }),
      { headers: { [SERVED_BY_HEADER]: "shop-v002" } },
    );
  const kept = [
    () => served(),
    () => served(503),
    () => new Response("sign in", { status: 401 }),
    () => new Response(null, { status: 404 }),
    endless,
  ];
  for (const answer of kept) assert.equal(await lostWith(answer), 0, String(answer));
});

Deno.test("a check asks each instance that is healthy, directly, and compares status and body", async () => {
  const { probe, timer, http } = world(({ url }) =>
    new Response(url.includes(":20001") ? "version 1" : "version 2")
  );
  const group = groupOf("UP", "OUT_OF_SERVICE", "DOWN", "STARTING");
  const check = checkOf({ body: "version [23]$" });
  assert.deepEqual(await probe.check(group, check), { asked: 2, wrong: 1 });
  assert.deepEqual(http.requests.map(({ url }) => url), [
    "http://127.0.0.1:20000/health",
    "http://127.0.0.1:20001/health",
  ]);
  assert.deepEqual(await probe.check(group, checkOf({ status: 204 })), { asked: 2, wrong: 2 });
  assert.deepEqual(await probe.check(group, checkOf()), { asked: 2, wrong: 0 });
  assert.deepEqual(await probe.check(groupOf(), checkOf()), { asked: 0, wrong: 0 });
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a check that gets no answer within 2 s is wrong, and one that is no expression is refused", async () => {
  const { probe, timer } = world(hang);
  const checked = probe.check(groupOf("UP"), checkOf());
  await timer.advance(2_000);
  assert.deepEqual(await checked, { asked: 1, wrong: 1 });
  await assert.rejects(
    probe.check(groupOf("UP"), checkOf({ body: "(" })),
    /REQUEST_INVALID|regular/,
  );
});

Deno.test("a check reads 1 MiB of a body and gives up the rest", async () => {
  let given = 0;
  let isCancelled = false;
  const { probe } = world(() =>
    new Response(
      new ReadableStream({
        pull: (to) => {
          given += 65_536;
          to.enqueue(new Uint8Array(65_536).fill(97));
        },
        cancel: () => void (isCancelled = true),
      }),
    )
  );
  assert.deepEqual(await probe.check(groupOf("UP"), checkOf({ body: "^a{1048576}$" })), {
    ...{ asked: 1, wrong: 0 },
  });
  assert.ok(isCancelled && given < 2 * 1024 * 1024, `${given}`);
});
