import assert from "node:assert/strict";
import { canaryConfigSchema } from "../judge/schema.ts";
import { checkCanaryConfig } from "../judge/check_canary_config.ts";
import { judge } from "../judge/judge.ts";
import { createFixedRng } from "@netops/core/testing";
import { defaultCanaryConfig } from "./default_canary_config.ts";
import { readMetricQuery } from "./metric_query.ts";

const CONFIG = defaultCanaryConfig();
const COUNTED = CONFIG.metrics.filter(({ analysisConfigurations }) =>
  analysisConfigurations?.canary?.muted !== true
);

Deno.test("the default configuration is one that a judge takes, and a source can read all of it", () => {
  assert.deepEqual(checkCanaryConfig(CONFIG), []);
  assert.equal(canaryConfigSchema.safeParse(CONFIG).success, true);
  for (const metric of CONFIG.metrics) {
    const query = readMetricQuery(metric);
    assert.ok(!("refusal" in query), `${metric.name}: ${JSON.stringify(query)}`);
    assert.match(query.expr, /\$group/);
    assert.match(query.expr, /\$app/);
  }
});

Deno.test("what every service has must be there; what fleet sees of instances may be missing", () => {
  const optional = CONFIG.metrics.filter((metric) => {
    const query = readMetricQuery(metric);
    return "isOptional" in query && query.isOptional;
  });
  assert.deepEqual(optional.map(({ name }) => name), [
    ...["deaths", "cpu per request", "memory", "memory growth", "log lines per request"],
  ]);
});

/** Points in which one metric is bad. */
function pointsWith(bad: string) {
  const rng = createFixedRng(bad);
  const noise = () => Array.from({ length: 60 }, () => 1 + 0.02 * rng.next());
  return Object.fromEntries(COUNTED.map(({ name }) => {
    const control = noise();
    const experiment = noise().map((value) => name === bad ? 5 * value : value);
    return [name, { control, experiment }];
  }));
}

Deno.test("any one metric that is bad fails the canary, and none that is good", () => {
  const verdict = (bad: string) =>
    judge(CONFIG, pointsWith(bad), { mode: "netops", rng: createFixedRng("1") });
  assert.equal(verdict("none").verdict, "pass");
  for (const { name } of COUNTED) {
    const { verdict: said, metrics } = verdict(name);
    assert.equal(said, "fail", name);
    const high = metrics.filter(({ classification }) => classification === "High");
    assert.deepEqual(high.map((metric) => metric.name), [name]);
  }
});

Deno.test("errors, latency and deaths fail a canary at once", () => {
  const critical = COUNTED.filter(({ analysisConfigurations }) =>
    analysisConfigurations?.canary?.critical === true
  );
  assert.deepEqual(critical.map(({ name }) => name), ["errors", "latency", "deaths"]);
});

Deno.test("what is only shown does not share the false fails allowed", () => {
  const shown = CONFIG.metrics.filter((metric) => !COUNTED.includes(metric));
  assert.deepEqual(shown.map(({ name }) => name), [
    ...["requests", "latency p50", "latency p95", "latency p99"],
  ]);
});
