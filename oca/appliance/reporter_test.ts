import assert from "node:assert/strict";
import type { OcaOrders, OcaReport } from "@netops/core/contracts";
import {
  createFixedRng,
  FakeTimer,
  RecordingLogger,
  ScriptedHttpClient,
} from "@netops/core/testing";
import { Reporter } from "./reporter.ts";

const ORDERS: OcaOrders = { wantedState: "SERVING", settled: true, manifest: [], sources: {} };

function createWorld(answer: (url: string) => Response | Promise<Response>) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(({ url, signal }) =>
    Promise.race([
      Promise.try(() => answer(url)),
      new Promise<never>((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason))
      ),
    ])
  );
  const listeners = [
    { id: "cc-0", host: "127.0.0.1", port: 1 },
    { id: "cc-1", host: "127.0.0.1", port: 2 },
  ];
  const reporter = new Reporter({
    ...{ http, timer, clock: timer.clock, token: "t", listeners: () => listeners },
    rng: createFixedRng("1"),
    logger: new RecordingLogger(),
    signal: new AbortController().signal,
    report: () => ({ oca: "oca-1" }) as OcaReport,
    onOrders: () => {},
  });
  return { reporter, http, timer };
}

Deno.test("a report goes to every cachecontrol, every two seconds with some jitter", async () => {
  const { reporter, http, timer } = createWorld(() => Response.json(ORDERS));
  reporter.soon();
  await timer.advance(20);
  assert.deepEqual(http.requests.map(({ url }) => url), [
    "http://127.0.0.1:1/reports",
    "http://127.0.0.1:2/reports",
  ]);
  await timer.advance(1_799);
  assert.equal(http.requests.length, 2);
  await timer.advance(401);
  assert.equal(http.requests.length, 4);
  reporter.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("until one is taken, reports go out ten times a second", async () => {
  const isUp = { value: false };
  const { reporter, http, timer } = createWorld(() => {
    if (!isUp.value) throw new Error("refused");
    return Response.json(ORDERS);
  });
  reporter.soon();
  await timer.advance(520);
  const tries = http.requests.length / 2;
  assert.ok(tries >= 5 && tries <= 6, `${tries}`);
  isUp.value = true;
  await timer.advance(110);
  const taken = http.requests.length;
  await timer.advance(1_700);
  assert.equal(http.requests.length, taken);
  reporter.close();
});

Deno.test("changes that come together go out together, at once", async () => {
  const { reporter, http, timer } = createWorld(() => Response.json(ORDERS));
  reporter.soon();
  await timer.advance(100);
  for (let n = 0; n < 5; n++) reporter.soon();
  await timer.advance(20);
  assert.equal(http.requests.length, 4);
  reporter.close();
});

Deno.test("one cachecontrol that hangs or refuses holds up nobody, and none of it counts as heard", async () => {
  const { reporter, timer } = createWorld((url) =>
    url.includes(":1/") ? new Promise<never>(() => {}) : Response.json(ORDERS)
  );
  assert.equal(reporter.sinceAcceptedMs(), Infinity);
  reporter.soon();
  await timer.advance(20);
  assert.equal(reporter.sinceAcceptedMs(), 0);
  assert.equal(reporter.orders()?.wantedState, "SERVING");
  reporter.close();
  const refused = createWorld(() => new Response(null, { status: 503 }));
  refused.reporter.soon();
  await refused.timer.advance(5_000);
  assert.equal(refused.reporter.sinceAcceptedMs(), Infinity);
  assert.equal(refused.reporter.orders(), undefined);
  refused.reporter.close();
});
