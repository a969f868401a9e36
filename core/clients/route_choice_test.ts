import assert from "node:assert/strict";
import type { Route } from "../contracts/routes.ts";
import { createFixedRng } from "../testing/mod.ts";
import { chooseServerGroup, cohortPosition, type RouteFacts } from "./route_choice.ts";

const route = (more: Partial<Route> = {}): Route => ({
  key: "shop",
  app: "shop",
  groups: [{ serverGroup: "v0", weight: 9 }, { serverGroup: "v1", weight: 1 }],
  rules: [],
  auth: "none",
  ...more,
});
const facts = (headers: Record<string, string> = {}, cohort = "c"): RouteFacts => ({
  header: (name) => headers[name] ?? null,
  cohort,
});
const all = { rng: createFixedRng("routes"), available: () => true };

Deno.test("weights are respected within statistical bounds", () => {
  const draws = 20_000;
  let toV1 = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (chooseServerGroup(route(), facts(), all)?.serverGroup === "v1") toV1++;
  }
  // Five standard deviations of a binomial with p = 0.1.
  assert.ok(Math.abs(toV1 / draws - 0.1) < 5 * Math.sqrt(0.1 * 0.9 / draws), `${toV1}`);
});

Deno.test("a weight of 0 gets nothing, and a group without instances is passed over", () => {
  const groups = [{ serverGroup: "v0", weight: 0 }, { serverGroup: "v1", weight: 1 }];
  for (let draw = 0; draw < 200; draw++) {
    assert.equal(chooseServerGroup(route({ groups }), facts(), all)?.serverGroup, "v1");
    const up = { ...all, available: (group: string) => group !== "v0" };
    assert.equal(chooseServerGroup(route(), facts(), up)?.serverGroup, "v1");
  }
  assert.equal(
    chooseServerGroup(route({ groups }), facts(), { ...all, available: () => false }),
    undefined,
  );
});

Deno.test("the first rule that matches decides, by header or by cohort", () => {
  const rules = [
    { name: "testers", serverGroup: "v1", header: { name: "x-test", value: "yes" } },
    { name: "some", serverGroup: "v2", cohortRatio: 0.3 },
    { name: "never", serverGroup: "v3" },
  ];
  const only = route({ rules, groups: [{ serverGroup: "v0", weight: 1 }] });
  assert.deepEqual(chooseServerGroup(only, facts({ "x-test": "yes" }), all), {
    serverGroup: "v1",
    rule: "testers",
  });
  let inCohort = 0;
  for (let client = 0; client < 5_000; client++) {
    const choice = chooseServerGroup(only, facts({ "x-test": "no" }, `client-${client}`), all);
    assert.ok(choice?.rule === "some" || choice?.serverGroup === "v0");
    if (choice?.rule === "some") inCohort++;
  }
  assert.ok(Math.abs(inCohort / 5_000 - 0.3) < 0.035, `${inCohort}`);
});

Deno.test("a rule with header and cohort needs both", () => {
  const rules = [{
    name: "both",
    serverGroup: "v1",
    header: { name: "x-test", value: "yes" },
    cohortRatio: 0,
  }];
  const only = route({ rules, groups: [{ serverGroup: "v0", weight: 1 }] });
  assert.equal(chooseServerGroup(only, facts({ "x-test": "yes" }), all)?.serverGroup, "v0");
});

Deno.test("a rule to a group without instances falls through to the weights", () => {
  const rules = [{ name: "t", serverGroup: "gone", header: { name: "h", value: "1" } }];
  const up = { ...all, available: (group: string) => group !== "gone" };
  assert.equal(chooseServerGroup(route({ rules }), facts({ h: "1" }), up)?.rule, undefined);
});

Deno.test("cohortPosition() is stable, in [0, 1) and even", () => {
  assert.equal(cohortPosition("shop:some:alice"), cohortPosition("shop:some:alice"));
  const buckets = new Array(10).fill(0);
  for (let index = 0; index < 10_000; index++) {
    const position = cohortPosition(`127.0.0.${index}`);
    assert.ok(position >= 0 && position < 1);
    buckets[Math.floor(position * 10)]++;
  }
  for (const count of buckets) assert.ok(Math.abs(count - 1_000) < 150, `${buckets}`);
});

Deno.test("a group of weight 0 is not chosen even when nobody else is up", () => {
  const groups = [{ serverGroup: "v0", weight: 0 }, { serverGroup: "v1", weight: 1 }];
  const up = { ...all, available: (group: string) => group === "v0" };
  assert.equal(chooseServerGroup(route({ groups }), facts(), up), undefined);
});
