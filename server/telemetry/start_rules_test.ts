import assert from "node:assert/strict";
import { FakeTimer, RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import { createTelemetryApp, type TelemetryAppOptions } from "./app.ts";
import { ExemplarBook } from "./exemplar_book.ts";
import { FamilyBook } from "./family_book.ts";
import { SeriesRig } from "./series/series_store_rig.ts";
import { SeriesSink } from "./series_sink.ts";
import { startRules } from "./start_rules.ts";
import { readTelemetryConfig } from "./telemetry_config.ts";

/** A telemetry of which only series and rules are real. */
function rig(config: Readonly<Record<string, unknown>>, from = new SeriesRig()) {
  const { store: series, clock, ...rest } = seriesRig(from);
  const timer = new FakeTimer(clock);
  const events = new RecordingEventSink();
  const [exemplars, families] = [new ExemplarBook(), new FamilyBook()];
  const drops: string[] = [];
  const { rules: groups, slos, isStreaming } = readTelemetryConfig(config);
  const rules = startRules({ host: { clock, timer }, events }, {
    ...{ groups, slos, isStreaming },
    ...{ series, sink: new SeriesSink({ store: series, exemplars, families }) },
    onDrop: (what, reason) => drops.push(`${what} ${reason}`),
  });
  const app = createTelemetryApp({
    ...{ series, exemplars, families, rules, clock, timer, records: {}, scraping: {} },
    logger: new RecordingLogger(),
    signal: new AbortController().signal,
  } as unknown as TelemetryAppOptions);
  // deno-lint-ignore no-explicit-any -- a document is read by path here
  const get = async (path: string): Promise<any> =>
    await (await app.request(`http://127.0.0.1:7073${path}`)).json();
  return { ...rest, clock, timer, events, rules, get, drops };
}

function seriesRig(made: SeriesRig) {
  return { store: made.store, clock: made.clock, made };
}

/** Lets seconds pass, each with ten tries, of which some begin. */
async function play(
  { made, timer }: ReturnType<typeof rig>,
  { seconds, bad }: { readonly seconds: number; readonly bad: number },
  counts: { tried: number; begun: number },
) {
  for (let second = 0; second < seconds; second++) {
    counts.tried += 10;
    counts.begun += 10 - bad;
    made.append("sps_attempted", timer.clock.nowMs(), counts.tried);
    made.append("sps_started", timer.clock.nowMs(), counts.begun);
    made.store.commit();
    await timer.advance(1_000);
  }
}

Deno.test("starts that fail are told by /v1/slo, as alerts, as series and on the time line", async () => {
  const all = rig({ isStreaming: true });
  const { get, events, rules } = all;
  const counts = { tried: 0, begun: 0 };
  const before = await get("/v1/slo");
  assert.equal(before.schema, "netops.slo/v1");
  assert.deepEqual([before.slos[0].name, before.slos[0].state], ["stream-starts", "unknown"]);
  await play(all, { seconds: 60, bad: 0 }, counts);
  assert.equal((await get("/v1/slo")).slos[0].state, "met");
  assert.deepEqual((await get("/api/v1/alerts")).data.alerts, []);
  await play(all, { seconds: 40, bad: 5 }, counts);
  assert.equal((await get("/v1/slo")).slos[0].state, "exhausted");
  const { alerts } = (await get("/api/v1/alerts")).data;
  assert.ok(
    alerts.some(({ labels, state }: { labels: { alertname: string }; state: string }) =>
      labels.alertname === "SloExhausted" && state === "firing"
    ),
  );
  const query = encodeURIComponent('ALERTS{alertname="SloExhausted"}');
  const found = await get(`/api/v1/query?query=${query}`);
  assert.equal(found.data.result[0].metric.alertstate, "firing");
  assert.equal((await get("/api/v1/rules")).data.groups[0].name, "slo");
  const kinds = new Set(events.events.map(({ kind, subject }) => `${kind} ${subject}`));
  assert.ok(kinds.has("alert.firing SloExhausted") && kinds.has("alert.firing SloBurning"));
  rules.engine.close();
  assert.equal(all.timer.pendingCount, 0);
  assert.deepEqual(all.drops, []);
});

Deno.test("objectives of the configuration are told; without any there is no group of rules", async () => {
  const none = rig({});
  assert.deepEqual(await none.get("/v1/slo"), { schema: "netops.slo/v1", slos: [] });
  assert.deepEqual((await none.get("/api/v1/rules")).data.groups, []);
  none.rules.engine.close();
  const slos = [{ name: "own", objective: 0.5, windowMs: 300_000, query: "sum(" }];
  const own = rig({ slos });
  const [status] = (await own.get("/v1/slo")).slos;
  assert.deepEqual([status.name, status.state], ["own", "unknown"]);
  assert.match(status.error, /has no \$window/);
  own.rules.engine.close();
});

Deno.test("rules of the configuration are evaluated beside those of objectives", async () => {
  const record = { record: "tried:sum", query: "sum(sps_attempted)", labels: {} };
  const all = rig({
    isStreaming: true,
    rules: [{ name: "mine", intervalMs: 2_000, rules: [record] }],
  });
  await play(all, { seconds: 5, bad: 0 }, { tried: 0, begun: 0 });
  const { groups } = (await all.get("/api/v1/rules")).data;
  assert.deepEqual(groups.map(({ name }: { name: string }) => name), ["slo", "mine"]);
  const found = await all.get("/api/v1/query?query=tried:sum");
  assert.ok(Number(found.data.result[0].value[1]) >= 10);
  all.rules.engine.close();
});

const SLOW = {
  ...{ alert: "Slow", query: "load > 1", forMs: 20_000, keepFiringForMs: 0 },
  ...{ labels: {}, annotations: {} },
};
const RULES = { rules: [{ name: "mine", intervalMs: 1_000, rules: [SLOW] }] };

/** Lets seconds pass under a load of 2. */
async function load({ made, timer }: ReturnType<typeof rig>, seconds: number) {
  for (let second = 0; second < seconds; second++) {
    made.append("load", timer.clock.nowMs(), 2);
    made.store.commit();
    await timer.advance(1_000);
  }
}

Deno.test("an alert that was pending is so after a restart, and the outage does not count", async () => {
  const before = rig(RULES);
  await load(before, 11);
  before.rules.engine.close();
  before.clock.advance(30_000);
  const after = rig(RULES, before.made.reopened());
  await load(after, 9);
  const state = async () => (await after.get("/api/v1/alerts")).data.alerts[0]?.state;
  assert.equal(await state(), "pending");
  await load(after, 4);
  assert.equal(await state(), "firing");
  assert.deepEqual(after.events.events.map(({ kind }) => kind), ["alert.firing"]);
  after.rules.engine.close();
});

Deno.test("an alert that fired fires on after a restart, which is no news for the time line", async () => {
  const before = rig(RULES);
  await load(before, 22);
  assert.deepEqual(before.events.events.map(({ kind }) => kind), ["alert.firing"]);
  const since = (await before.get("/api/v1/alerts")).data.alerts[0].activeAt;
  before.rules.engine.close();
  before.clock.advance(30_000);
  const after = rig(RULES, before.made.reopened());
  await load(after, 2);
  const [alert] = (await after.get("/api/v1/alerts")).data.alerts;
  assert.deepEqual([alert.state, alert.activeAt], ["firing", since]);
  assert.deepEqual(after.events.events, []);
  after.rules.engine.close();
});

Deno.test("an alert that was there more than an hour ago begins anew", async () => {
  const before = rig(RULES);
  await load(before, 22);
  before.rules.engine.close();
  before.clock.advance(3_700_000);
  const after = rig(RULES, before.made.reopened());
  await load(after, 3);
  assert.equal((await after.get("/api/v1/alerts")).data.alerts[0].state, "pending");
  after.rules.engine.close();
});
