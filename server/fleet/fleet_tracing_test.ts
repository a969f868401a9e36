import assert from "node:assert/strict";
import { createFixedRng, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { HttpClientRequest } from "@netops/core";
import { memberOf } from "./fleet_fixture.ts";
import { openFleetTracing } from "./fleet_tracing.ts";
import type { EventQuery } from "./timeline.ts";
import { Timeline } from "./timeline.ts";

function rig(answer: (request: HttpClientRequest) => Response | Promise<Response>) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const host = {
    ...{ clock: timer.clock, timer, createHttpClient: () => http, createRng: createFixedRng },
    randomHex: () => "seed",
  };
  const store = { lastSeq: () => 0, append: () => undefined, read: (_: EventQuery) => [] };
  const timeline = new Timeline(timer.clock, store);
  const telemetryUrl = "http://127.0.0.1:7073";
  const tracing = openFleetTracing(host, { telemetryUrl, timeline });
  const dies = () =>
    tracing.recoveries.heard(
      { kind: "gone", member: memberOf(), failed: true },
      { app: "hello", isService: true },
    );
  return { timer, http, timeline, tracing, dies };
}

/** Never answers, and ends when the caller gives up. */
function hang({ signal }: HttpClientRequest): Promise<Response> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
  );
}

Deno.test("spans of recoveries are sent to telemetry twice a second, as fleet's", async () => {
  const { timer, http, dies, tracing } = rig(() => Response.json({}));
  dies();
  await timer.advance(500);
  const [request] = http.requests;
  assert.equal(request?.url, "http://127.0.0.1:7073/v1/traces");
  const [{ resource, scopeSpans }] = JSON.parse(String(request?.body)).resourceSpans;
  assert.deepEqual(resource.attributes[0], {
    key: "service.name",
    value: { stringValue: "fleet" },
  });
  assert.equal(scopeSpans[0].spans[0].name, "death");
  tracing.close();
  await timer.settle();
  assert.match(String(http.requests.at(-1)?.body), /abandoned/);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a registration on the time line ends a recovery", () => {
  const { timeline, tracing, dies } = rig(() => Response.json({}));
  const about = { app: "hello", isService: true };
  dies();
  const member = memberOf({ id: "next" });
  tracing.recoveries.heard({ kind: "spawned", member }, about);
  tracing.recoveries.heard({ kind: "up", member }, about);
  assert.ok(tracing.traceOf(member));
  const event = { kind: "registry.register", subject: "next", actor: "registry" };
  timeline.record({ ...event, kind: "registry.status", data: {} });
  assert.equal(tracing.recoveries.size, 1);
  timeline.record({ ...event, data: {} });
  assert.equal(tracing.recoveries.size, 0);
  tracing.close();
});

Deno.test("a telemetry that hangs costs memory for 2,048 spans at most, and nobody waits for it", async () => {
  const { timer, tracing, dies } = rig(hang);
  for (let n = 0; n < 100; n++) {
    for (let each = 0; each < 50; each++) dies();
    await timer.advance(1_000);
  }
  assert.ok(tracing.lostSpans >= 5_000 - 2_048 - 512, `${tracing.lostSpans} lost`);
  tracing.close();
  await timer.advance(3_000);
  assert.ok(tracing.lostSpans >= 5_000, `${tracing.lostSpans} lost`);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a keeper that was lost is one trace until the next one listens", async () => {
  const { timer, http, tracing } = rig(() => Response.json({}));
  assert.equal(tracing.keeper.ready(), undefined);
  const lost = tracing.keeper.lost("silent");
  assert.equal(tracing.keeper.lost("died again")?.traceId, lost?.traceId);
  assert.equal(tracing.keeper.ready()?.traceId, lost?.traceId);
  assert.equal(tracing.keeper.ready(), undefined);
  await timer.advance(500);
  const { spans } = JSON.parse(String(http.requests[0]?.body)).resourceSpans[0].scopeSpans[0];
  assert.deepEqual(spans.map(({ name }: { name: string }) => name), [
    ...["death", "death", "recovery keeper"],
  ]);
  tracing.close();
});
