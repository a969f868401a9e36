import assert from "node:assert/strict";
import { checkMetricQueries } from "./check_metric_queries.ts";
import { defaultCanaryConfig } from "./default_canary_config.ts";

Deno.test("a query that can be read is no finding, nor one by a template that is there", () => {
  assert.deepEqual(checkMetricQueries(defaultCanaryConfig()), []);
  const query = { type: "prometheus", customFilterTemplate: "t" };
  const config = { metrics: [{ name: "m", query }], templates: { t: 'PromQL:a{g="${scope}"}' } };
  assert.deepEqual(checkMetricQueries(config), []);
});

Deno.test("a metric that could never be read is found, with its place and what would help", () => {
  const metrics = [
    { name: "good", query: { expr: "a" } },
    { name: "none" },
    { name: "strange", query: { type: "datadog", metricName: "a" } },
    { name: "bad", query: { expr: "a", kind: "gague" } },
  ];
  const found = checkMetricQueries({ metrics });
  assert.deepEqual(found.map(({ path }) => path), [
    ["metrics", 1],
    ["metrics", 2, "query"],
    ["metrics", 3, "query"],
  ]);
  assert.match(found[0]?.message ?? "", /^Metric "none" cannot be read, as it has no query$/);
  assert.match(found[2]?.fix ?? "", /use one of gauge/);
});
