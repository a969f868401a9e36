import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../model/label_set.ts";
import type { RuleGroupView, RuleView } from "../rules/mod.ts";
import { openSeriesStore } from "../series/mod.ts";
import { createPrometheusApp } from "./prometheus_app.ts";

const facts = { health: "ok", evaluationTime: 0, lastEvaluation: "" } as const;
const groupFacts = { interval: 1, limit: 0, evaluationTime: 0, lastEvaluation: "" };
const recording = (name: string, labels = {}): RuleView => ({
  ...{ name, query: "up", labels, ...facts, type: "recording" },
});
const GROUPS: readonly RuleGroupView[] = [
  {
    ...{ name: "g1", file: "netops", ...groupFacts },
    rules: [recording("r1", { team: "a" }), {
      ...{ name: "A1", query: "up", labels: { team: "b" }, ...facts, type: "alerting" },
      ...{ state: "inactive", duration: 0, keepFiringFor: 0, annotations: {}, alerts: [] },
    }],
  },
  { name: "g2", file: "netops", ...groupFacts, rules: [recording("r2")] },
];

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
    ...{ targets: (query) => query, metadata: (family) => ({ [family]: [], b: [] }) },
    exemplars: (selectors) => selectors,
    rules: () => ({ groups: GROUPS, alerts: [] }),
  });
  const fetch = async (path: string, init: RequestInit = {}) =>
    await app.fetch(new Request(`http://127.0.0.1:7073${path}`, init));
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(path, init);
    return { status: response.status, body: await response.json() };
  };
  return { get, fetch, startS: startMs / 1_000 };
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
  assert.deepEqual((await data("/rules")).groups.length, 2);
  assert.deepEqual(await data("/alerts"), { alerts: [] });
  assert.deepEqual(await data("/targets?state=active&scrapePool=a"), {
    ...{ state: "active", scrapePool: "a" },
  });
  assert.deepEqual(await data("/metadata?metric=up"), { up: [], b: [] });
  assert.equal(
    await data(`/format_query?query=${encodeURIComponent("sum( a )by(b)")}`),
    "sum by (b) (a)",
  );
  const selectors = await data(`/query_exemplars?query=${encodeURIComponent("rate(a[1m]) / b")}`);
  assert.deepEqual(selectors.flat().map(({ value }: { value: string }) => value), ["a", "b"]);
});

Deno.test("rules are filtered by type, name, group and label, and given in pages", async () => {
  const { get } = createWorld();
  const names = async (query: string) => {
    const { groups } = (await get(`/rules?${query}`)).body.data;
    return groups.flatMap(({ rules }: RuleGroupView) => rules.map(({ name }) => name)).join(" ");
  };
  assert.equal(await names("type=alert"), "A1");
  assert.equal(await names("type=record"), "r1 r2");
  assert.equal(await names("rule_name[]=r2&rule_name[]=A1"), "A1 r2");
  assert.equal(await names("rule_group[]=g2&rule_name[]=r1"), "");
  assert.equal(await names("file[]=x"), "");
  assert.equal(await names(`match[]=${encodeURIComponent('{team=~"a|c"}')}`), "r1");
  const page = (await get("/rules?group_limit=1")).body.data;
  assert.deepEqual([page.groups.length, page.groupNextToken], [1, "g2"]);
  assert.equal(await names("group_limit=1&group_next_token=g2"), "r2");
  const hidden = (await get("/rules?type=alert&exclude_alerts=true")).body.data;
  assert.equal(hidden.groups[0].rules[0].alerts, null);
  for (
    const bad of [
      "type=bogus",
      "exclude_alerts=x",
      "match[]=x%2B1",
      "group_limit=x",
      "group_limit=0",
    ]
  ) assert.equal((await get(`/rules?${bad}`)).status, 400, bad);
});

Deno.test("limits, the look back and the time of a query are kept to, and none is passed over", async () => {
  const { get, startS } = createWorld();
  const cut = (await get("/query?query=requests_total&limit=1")).body;
  assert.deepEqual([cut.data.result.length, cut.warnings], [1, ["results truncated due to limit"]]);
  const range = `start=${startS}&end=${startS + 10}&step=5`;
  const ranged = (await get(`/query_range?query=requests_total&${range}&limit=1`)).body;
  assert.equal(ranged.data.result.length, 1);
  assert.equal((await get("/query?query=1&limit=1")).body.warnings, undefined);
  const late = `time=${startS + 70}`;
  const found = async (more: string) =>
    (await get(`/query?query=requests_total&${late}${more}`)).body.data.result.length;
  assert.deepEqual([await found(""), await found("&lookback_delta=5s")], [2, 0]);
  for (const bad of ["limit=-1", "limit=abc", "lookback_delta=abc", "timeout=x"]) {
    assert.equal((await get(`/query?query=up&${bad}`)).status, 400, bad);
  }
  const { status, body } = await get("/query?query=up&timeout=0");
  assert.deepEqual([status, body.errorType], [503, "timeout"]);
  assert.deepEqual((await get("/metadata?metric=up&limit=1")).body.data, { up: [] });
  assert.equal((await get("/metadata?limit=x")).body.error, "limit must be a number");
});

Deno.test("a method that a path does not have is 405, with those that it has", async () => {
  const { fetch } = createWorld();
  const cases = [["PUT", "/query", "GET, POST"], ["DELETE", "/rules", "GET"]] as const;
  for (const [method, path, allow] of [...cases, ["POST", "/label/a/values", "GET"] as const]) {
    const response = await fetch(path, { method });
    assert.deepEqual([response.status, response.headers.get("allow")], [405, allow], path);
  }
});
