import assert from "node:assert/strict";
import type { CohortWindow } from "../ports/metric_source.ts";
import { createMetricSource } from "./metric_source.ts";
import { bySide, FROM_MS, Rig, WINDOW } from "./metric_source_fixture.ts";

Deno.test("a query is asked for each side on the steps of the window, with its variables filled in", async () => {
  const rig = new Rig(bySide([{ values: [9, 1, 2, 3] }], [{ values: [9, 4, null, "NaN"] }]));
  const { data, problems, absent } = await rig.read({
    m: { expr: 'up{g="$group",a="$app"}[$window]' },
  });
  assert.deepEqual(data, { m: { control: [1, 2, 3], experiment: [4, NaN, NaN] } });
  assert.deepEqual([problems, absent], [[], []]);
  assert.equal(rig.asked("query"), 'up{g="shop--v001",a="shop"}[2s]');
  const asked = ["start", "end", "step", "timeout"].map((name) => rig.asked(name));
  assert.deepEqual(asked, ["1700000000.000", "1700000003.000", "1.000", "5000ms"]);
  assert.match(
    rig.http.requests[0]?.url ?? "",
    /^http:\/\/127\.0\.0\.1:7073\/api\/v1\/query_range/,
  );
});

Deno.test("a counter gives what each step added over all series, and of what", async () => {
  const rig = new Rig((query) =>
    query.startsWith("errors")
      ? [{ labels: { i: "a" }, values: [5, 5, 7, 7] }, {
        labels: { i: "b" },
        values: [null, 1, 1, 0],
      }]
      : [{ values: [100, 110, 125, 130] }]
  );
  const { data } = await rig.read({ m: { expr: "errors$group", of: "all" } });
  const points = { control: [1, 2, 0], experiment: [1, 2, 0] };
  const of = { control: [10, 15, 5], experiment: [10, 15, 5] };
  assert.deepEqual(data, { m: { ...points, of } });
  const plain = await rig.read({ m: { expr: "errors", kind: "counter" } });
  assert.deepEqual(plain.data, { m: points });
});

Deno.test("a ratio is what a step added by what it added of the other, and nothing where that stood still", async () => {
  const rig = new Rig((query) =>
    query === "sum" ? [{ values: [0, 6, 6, 10] }] : [{ values: [0, 3, 3, 4] }]
  );
  const read = async (more: object) =>
    (await rig.read({ m: { kind: "ratio", expr: "sum", of: "count", ...more } })).data["m"]
      ?.control;
  assert.deepEqual(await read({}), [2, NaN, 4]);
  assert.deepEqual(await read({ plus: 1 }), [3, NaN, 5]);
});

Deno.test("a total is told at each step, and so is the level of a gauge", async () => {
  const rig = new Rig(bySide(
    [{ values: [3, 3, 3, 3] }],
    [{ labels: { i: "a" }, values: [2, 3, 3, 5] }, {
      labels: { i: "b" },
      values: [null, 1, null, 1],
    }],
  ));
  const { data } = await rig.read({
    total: { kind: "total", expr: "deaths$group" },
    level: { kind: "level", expr: "bytes$group" },
  });
  assert.deepEqual(data["total"], { control: [0, 0, 0], experiment: [4, 4, 4] });
  assert.deepEqual(data["level"], { control: [3, 3, 3], experiment: [2.5, 2.5, 2.5] });
});

Deno.test("growth is a factor a minute, whatever the step and the size", async () => {
  const values = [100, 101, 101, 102];
  const rig = new Rig(() => [{ values }]);
  const read = async () =>
    (await rig.read({ m: { kind: "growth", expr: "a" } })).data["m"]?.control;
  const [first = NaN, second = NaN] = await read() ?? [];
  assert.ok(Math.abs(first - (1 + 60 / 101)) < 1e-9, `${first}`);
  assert.equal(second, 1);
});

Deno.test("quantiles and slow requests are got from buckets", async () => {
  const buckets = (...counts: readonly number[][]) =>
    ["0.1", "0.5", "+Inf"].map((le, at) => ({ labels: { le }, values: counts[at] ?? [] }));
  const rig = new Rig(bySide(
    buckets([0, 10, 18], [0, 10, 20], [0, 10, 20]),
    buckets([0, 5, 10], [0, 10, 19], [0, 10, 20]),
  ));
  const window = { toMs: FROM_MS + 2_000 };
  const { data } = await rig.read({
    median: { kind: "quantile", expr: "b$group", ratio: 0.5 },
    slow: { kind: "slow", expr: "b$group", ratio: 0.05 },
  }, window);
  assert.deepEqual(data["median"]?.experiment, [0.1, 0.1]);
  assert.deepEqual(data["slow"], {
    ...{ control: [0, 0], experiment: [0, 1] },
    of: { control: [10, 10], experiment: [10, 10] },
  });
});

Deno.test("at most six queries are under way, and what several metrics ask for is asked once", async () => {
  const rig = new Rig(() => [{ values: [0, 1, 2, 3] }]);
  const many = Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [`m${at}`, { expr: `a${at}`, of: "all" }]),
  );
  const { data } = await rig.read(many);
  assert.equal(Object.keys(data).length, 20);
  assert.equal(rig.most, 6);
  assert.equal(rig.http.requests.length, 21);
});

Deno.test("of a window that ends now the steps that are not known in full are left out", async () => {
  const rig = new Rig(() => [{ values: [0, 1, 2, 3] }]);
  const nowMs = rig.timer.clock.nowMs();
  const ends = async (window: Partial<CohortWindow>) => {
    rig.http.requests.length = 0;
    await rig.read({ m: { expr: "a" } }, { fromMs: nowMs - 30_000, toMs: nowMs, ...window });
    return Number(rig.asked("end")) * 1_000 - nowMs;
  };
  assert.equal(await ends({}), -2_000);
  assert.equal(await ends({ toMs: nowMs - 5_000 }), -5_000);
  const prometheusUrl = "http://127.0.0.1:9090";
  assert.equal(await ends({ prometheusUrl }), -2_000);
  assert.equal(await ends({ prometheusUrl, stepMs: 5_000 }), -5_000);
});

Deno.test("a window without a step that is over asks nothing", async () => {
  const rig = new Rig(() => []);
  const toMs = FROM_MS + 900;
  const { data, problems } = await rig.read({ m: { expr: "a" } }, { toMs });
  assert.deepEqual(data, {});
  assert.deepEqual(problems, ["No step of 1s of this window is over yet"]);
  assert.equal(rig.http.requests.length, 0);
});

Deno.test("a long query goes into a body", async () => {
  const rig = new Rig(() => [{ values: [0, 1, 2, 3] }]);
  const { data } = await rig.read({ m: { expr: `a or ${"b".repeat(3_000)}` } });
  assert.deepEqual(data["m"]?.control, [1, 2, 3]);
  const [request] = rig.http.requests;
  assert.equal(request?.method, "POST");
  assert.match(`${request?.body}`, /query=a\+or\+bbb/);
});

Deno.test("templates of the configuration are found", async () => {
  const rig = new Rig(() => [{ values: [0, 1, 2, 3] }]);
  const { http, timer } = rig;
  const source = createMetricSource({
    ...{ http, timer, clock: timer.clock, telemetryUrl: "http://127.0.0.1:7073" },
  });
  const query = { type: "prometheus", customFilterTemplate: "t" };
  const config = { metrics: [{ name: "m", query }], templates: { t: 'PromQL:a{g="${scope}"}' } };
  const { data } = await source.read(config, WINDOW);
  assert.deepEqual(data["m"]?.control, [1, 2, 3]);
  assert.equal(rig.asked("query"), 'a{g="shop--v001"}');
});
