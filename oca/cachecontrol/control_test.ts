import assert from "node:assert/strict";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import { Board } from "./board.ts";
import { Control } from "./control.ts";
import { fakeReport } from "./fake_report.ts";
import { FillEscalation } from "./fill_escalation.ts";
import { Popularity } from "./popularity.ts";
import { Settings } from "./settings.ts";
import type { OriginTitle } from "./title_catalog.ts";

const A: OriginTitle = { titleId: "a", version: "1", sizeBytes: 10 };
const B: OriginTitle = { titleId: "b", version: "1", sizeBytes: 10 };
const ROUTE = { prefix: "10.0.0.0/8", attachment: "embedded", asPathLength: 1, med: 0 } as const;

async function createWorld(kv?: Deno.Kv) {
  const timer = new FakeTimer();
  const own = kv ?? await Deno.openKv(":memory:");
  const stop = new AbortController();
  const settings = new Settings({
    ...{ kv: own, timer, signal: stop.signal },
    logger: new RecordingLogger(),
  });
  // A change of nothing reads nothing, so the view is loaded by a change of something.
  await settings.change(() => [{ key: ["drained", "nobody"], value: undefined }]);
  const catalog: { titles: readonly OriginTitle[] | undefined } = { titles: [A, B] };
  const popularity = new Popularity();
  const control = new Control({
    ...{ board: new Board(), settings, catalog, popularity, clock: timer.clock },
    escalation: new FillEscalation(),
    originUrl: () => "http://origin",
  });
  const close = () => {
    stop.abort();
    if (kv === undefined) own.close();
  };
  return { control, catalog, popularity, timer, kv: own, [Symbol.dispose]: close };
}

const refused = (code: string) => (error: { readonly code?: string }) => error.code === code;

Deno.test("an OCA is told what to hold, the most watched first, and where to fill what it lacks", async () => {
  using world = await createWorld();
  world.popularity.count("b", world.timer.clock.nowMs());
  world.control.hear(fakeReport("o2", { titles: [A] }));
  const orders = world.control.hear(fakeReport("o1", { titles: [B] }));
  assert.deepEqual(orders, {
    wantedState: "SERVING",
    settled: true,
    manifest: [{ titleId: "b", version: "1" }, { titleId: "a", version: "1" }],
    sources: { a: ["http://o2/fill", "http://origin/files"] },
  });
});

Deno.test("before origin was heard an OCA is to hold what it holds", async () => {
  using world = await createWorld();
  world.catalog.titles = undefined;
  const orders = world.control.hear(fakeReport("o1", { titles: [B] }));
  assert.equal(orders.settled, false);
  assert.deepEqual(orders.manifest, [B]);
});

Deno.test("a title that origin has only now is ordered with the next report", async () => {
  using world = await createWorld();
  world.catalog.titles = [A];
  world.control.hear(fakeReport("o1"));
  world.catalog.titles = [A, B];
  assert.equal(world.control.hear(fakeReport("o1")).manifest.length, 2);
});

Deno.test("the last OCA that serves is not drained unless forced, and a drain can be taken back", async () => {
  using world = await createWorld();
  const { control } = world;
  control.hear(fakeReport("o1"));
  control.hear(fakeReport("o2"));
  await control.want("o1", "DRAINED");
  await control.want("o1", "DRAINED");
  assert.equal(control.hear(fakeReport("o1")).wantedState, "DRAINED");
  await assert.rejects(control.want("o2", "DRAINED"), refused("REFUSED"));
  assert.equal(control.hear(fakeReport("o2")).wantedState, "SERVING");
  await control.want("o2", "DRAINED", { force: true });
  assert.equal(control.read().ocas.filter((one) => one.wantedState === "DRAINED").length, 2);
  await control.want("o1", "SERVING");
  assert.equal(control.hear(fakeReport("o1")).wantedState, "SERVING");
  await assert.rejects(control.want("o9", "DRAINED"), refused("NOT_FOUND"));
});

Deno.test("an OCA that is stale, unhealthy or draining itself saves no other from being the last", async () => {
  using world = await createWorld();
  const { control } = world;
  control.hear(fakeReport("stale"));
  await world.timer.advance(6_000);
  control.hear(fakeReport("ill", { healthy: false }));
  control.hear(fakeReport("cut", { state: "DRAINING" }));
  control.hear(fakeReport("o1"));
  await assert.rejects(control.want("o1", "DRAINED"), refused("REFUSED"));
});

Deno.test("two drains at two instances never leave nobody serving", async () => {
  using one = await createWorld();
  using other = await createWorld(one.kv);
  for (const { control } of [one, other]) {
    control.hear(fakeReport("o1"));
    control.hear(fakeReport("o2"));
  }
  const outcomes = await Promise.allSettled([
    one.control.want("o1", "DRAINED"),
    other.control.want("o2", "DRAINED"),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

Deno.test("prefixes are added, withdrawn and given back, and only known ones are withdrawn", async () => {
  using world = await createWorld();
  const { control } = world;
  control.hear(fakeReport("o1", { routes: [ROUTE] }));
  const routes = () => control.read().ocas[0]?.routes.map(({ prefix }) => prefix);
  await control.removeRoute("o1", "10.0.0.0/8");
  assert.deepEqual(routes(), []);
  await assert.rejects(control.removeRoute("o1", "10.0.0.0/8"), refused("NOT_FOUND"));
  await control.addRoute("o1", { ...ROUTE, prefix: "11.0.0.0/8" });
  await control.addRoute("o1", { ...ROUTE, med: 7 });
  assert.deepEqual(routes(), ["10.0.0.0/8", "11.0.0.0/8"]);
  await control.removeRoute("o1", "11.0.0.0/8");
  assert.deepEqual(control.prefixes(), [{ ...ROUTE, med: 7, oca: "o1", source: "added" }]);
  await assert.rejects(control.addRoute("o9", ROUTE), refused("NOT_FOUND"));
});
