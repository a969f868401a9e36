import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../model/label_set.ts";
import { openSeriesStore } from "../series/mod.ts";
import { createPrometheusApp } from "./prometheus_app.ts";

/** An API over a minute of a counter of two apps. */
function createWorld() {
  const clock = new FakeClock();
  const compileRegex = (text: string) => (value: string) => new RegExp(`^(?:${text})$`).test(value);
  const store = openSeriesStore({ clock, compileRegex });
  const startMs = Math.floor(clock.nowMs() / 1_000) * 1_000;
  for (const app of ["catalog", "user"]) {
    const ref = store.refOf(LabelSet.of({ __name__: "requests_total", app }));
    assert.ok(typeof ref === "number");
    for (let at = 0; at <= 60; at++) store.append(ref, startMs + at * 1_000, at * 2);
  }
  clock.advance(60_000);
  const app = createPrometheusApp({
    ...{ store, clock, build: { version: "0.1.0" } },
    ...{ targets: () => ({ activeTargets: [] }), metadata: (family) => ({ family }) },
    exemplars: (selectors) => selectors,
    rules: () => ({ groups: [], alerts: [] }),
  });
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await app.fetch(new Request(`http://127.0.0.1:7073${path}`, init));
    return { status: response.status, body: await response.json() };
  };
  return { get, startS: startMs / 1_000 };
}

Deno.test("an instant query is answered in Prometheus' form, now unless a time is given", async () => {
  const { get, startS } = createWorld();
  const { status, body } = await get(`/query?query=${encodeURIComponent("requests_total")}`);
  assert.deepEqual([status, body.status, body.data.resultType], [200, "success", "vector"]);
  assert.deepEqual(body.data.result[0].metric, { __name__: "requests_total", app: "catalog" });
  assert.equal(body.data.result[0].value[1], "120");
  const then = await get(`/query?query=sum(requests_total)&time=${startS + 10}`);
  assert.deepEqual(then.body.data.result[0].value, [startS + 10, "40"]);
});

Deno.test("a range is answered step by step, from a form as from a query", async () => {
  const { get, startS } = createWorld();
  const form = new URLSearchParams({
    query: "rate(requests_total{app='user'}[10s])",
    ...{ start: String(startS + 20), end: String(startS + 40), step: "10s" },
  });
  const { body } = await get("/query_range", { method: "POST", body: form });
  assert.deepEqual(body.data.result[0].values, [
    [startS + 20, "2"],
    [startS + 30, "2"],
    [startS + 40, "2"],
  ]);
});

Deno.test("what is wrong is said with the status and the words that clients of Prometheus know", async () => {
  const { get } = createWorld();
  const bad = await get("/query?query=sum(");
  assert.deepEqual([bad.status, bad.body.status, bad.body.errorType], [400, "error", "bad_data"]);
  assert.match(bad.body.error, /invalid parameter "query": 1:5: parse error/);
  assert.equal((await get("/query_range?query=up&start=1&end=2")).status, 400);
  assert.equal((await get("/query?query=up&time=x")).status, 400);
  assert.equal((await get("/series")).body.error, "no match[] parameter provided");
  assert.equal((await get("/labels?match[]=1%2B1")).status, 400);
  assert.equal((await get("/nothing")).status, 404);
  const clash = await get(
    `/query?query=${encodeURIComponent("requests_total + on() requests_total")}`,
  );
  assert.deepEqual([clash.status, clash.body.errorType], [422, "execution"]);
});

Deno.test("labels, values and series are listed, filtered and cut", async () => {
  const { get } = createWorld();
  assert.deepEqual((await get("/labels")).body.data, ["__name__", "app"]);
  assert.deepEqual((await get("/label/app/values")).body.data, ["catalog", "user"]);
  const match = encodeURIComponent('{app="user"}');
  assert.deepEqual((await get(`/label/app/values?match[]=${match}`)).body.data, ["user"]);
  const { body } = await get(`/series?match[]=${encodeURIComponent('{app=~".+"}')}&limit=1`);
  assert.equal(body.data.length, 1);
  assert.deepEqual(body.warnings, ["results truncated due to limit"]);
});

Deno.test("the rest of what Grafana asks for is there", async () => {
  const { get } = createWorld();
  const data = async (path: string) => (await get(path)).body.data;
  assert.deepEqual(await data("/status/buildinfo"), { version: "0.1.0" });
  assert.deepEqual(await data("/rules"), { groups: [] });
  assert.deepEqual(await data("/alerts"), { alerts: [] });
  assert.deepEqual(await data("/targets"), { activeTargets: [] });
  assert.deepEqual(await data("/metadata?metric=up"), { family: "up" });
  assert.equal(
    await data(`/format_query?query=${encodeURIComponent("sum( a )by(b)")}`),
    "sum by (b) (a)",
  );
  const selectors = await data(`/query_exemplars?query=${encodeURIComponent("rate(a[1m]) / b")}`);
  assert.deepEqual(selectors.flat().map(({ value }: { value: string }) => value), ["a", "b"]);
});
