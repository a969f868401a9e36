import assert from "node:assert/strict";
import { attributesOf, createOtlpRig, NOW_MS } from "./otlp_intake_rig.ts";

const timeUnixNano = `${NOW_MS}000000`;
const resource = {
  attributes: attributesOf({ "service.name": "hello", "service.instance.id": "hello-1" }),
};
const body = (metric: object, from: object = resource) => ({
  resourceMetrics: [{ resource: from, scopeMetrics: [{ metrics: [metric] }] }],
});
const who = 'app="hello",instance="hello-1",job="hello"';

Deno.test("a gauge and a counter become series of the names that Prometheus gives them", async () => {
  const { postJson, samples } = createOtlpRig();
  const attributes = attributesOf({ "http.route": "/a", "0x": "b" });
  const point = { attributes, timeUnixNano, asDouble: 1.5 };
  await postJson(
    "metrics",
    body({ name: "queue.size", unit: "By", gauge: { dataPoints: [point] } }),
  );
  const sum = {
    dataPoints: [{ timeUnixNano, asInt: "7" }],
    aggregationTemporality: 2,
    isMonotonic: true,
  };
  await postJson("metrics", body({ name: "requests", unit: "{request}", description: "All", sum }));
  assert.deepEqual(samples.samples, [
    {
      series: `queue_size_bytes{app="hello",http_route="/a",${who.slice(12)},key_0x="b"}`,
      ...{ tsMs: NOW_MS, value: 1.5 },
    },
    { series: `requests_total{${who}}`, tsMs: NOW_MS, value: 7 },
  ]);
  assert.deepEqual(samples.families.get("requests_total"), {
    ...{ type: "counter", help: "All", unit: "{request}" },
  });
});

Deno.test("a histogram becomes buckets that add up, a sum and a count", async () => {
  const { postJson, samples } = createOtlpRig();
  const exemplars = [{ timeUnixNano, asDouble: 0.3, traceId: "ab".repeat(16) }];
  const point = { timeUnixNano, count: "6", sum: 2.5, bucketCounts: ["1", 2, 3], exemplars };
  const histogram = {
    dataPoints: [{ ...point, explicitBounds: [0.25, 1] }],
    aggregationTemporality: 2,
  };
  await postJson("metrics", body({ name: "http.server.duration", unit: "s", histogram }));
  const name = "http_server_duration_seconds";
  assert.deepEqual(samples.samples.map(({ series, value }) => [series, value]), [
    [`${name}_count{${who}}`, 6],
    [`${name}_sum{${who}}`, 2.5],
    [`${name}_bucket{${who},le="0.25"}`, 1],
    [`${name}_bucket{${who},le="1"}`, 3],
    [`${name}_bucket{${who},le="+Inf"}`, 6],
  ]);
  assert.deepEqual(samples.exemplars.map(({ series, value }) => [series, value]), [
    [`${name}_bucket{${who},le="1"}`, 0.3],
  ]);
});

Deno.test("without buckets or a sum only what is known is written", async () => {
  const { postJson, samples } = createOtlpRig();
  const histogram = { dataPoints: [{ timeUnixNano, count: 3 }], aggregationTemporality: 2 };
  await postJson("metrics", body({ name: "h", histogram }));
  assert.deepEqual(samples.samples.map(({ series, value }) => [series, value]), [
    [`h_count{${who}}`, 3],
    [`h_bucket{${who},le="+Inf"}`, 3],
  ]);
});

Deno.test("a summary becomes quantiles", async () => {
  const { postJson, samples } = createOtlpRig();
  const quantileValues = [{ quantile: 0.5, value: 2 }, { quantile: 1, value: "NaN" }];
  const summary = { dataPoints: [{ timeUnixNano, count: 2, sum: 3, quantileValues }] };
  await postJson("metrics", body({ name: "s", summary }));
  assert.deepEqual(samples.samples.map(({ series, value }) => [series, value]), [
    [`s_count{${who}}`, 2],
    [`s_sum{${who}}`, 3],
    [`s{${who},quantile="0.5"}`, 2],
    [`s{${who},quantile="1"}`, NaN],
  ]);
});

Deno.test("deltas are added up, of counters and of histograms", async () => {
  const { postJson, samples } = createOtlpRig();
  const sum = (asInt: number) => ({
    ...{ dataPoints: [{ timeUnixNano, asInt }], aggregationTemporality: 1, isMonotonic: true },
  });
  const histogram = {
    dataPoints: [{ timeUnixNano, count: 3, sum: 1, bucketCounts: [1, 2], explicitBounds: [1] }],
    aggregationTemporality: 1,
  };
  for (const add of [5, 3]) await postJson("metrics", body({ name: "d", sum: sum(add) }));
  assert.deepEqual(samples.drain().map(({ value }) => value), [5, 8]);
  for (let n = 0; n < 2; n++) await postJson("metrics", body({ name: "h", histogram }));
  assert.deepEqual(samples.drain().map(({ value }) => value), [3, 1, 1, 3, 6, 2, 2, 6]);
});

Deno.test("an exponential histogram gives its sum and count, and its buckets are counted as lost", async () => {
  const { postJson, samples, drops } = createOtlpRig();
  const dataPoints = [{
    timeUnixNano,
    count: 4,
    sum: 9,
    scale: 3,
    positive: { bucketCounts: [4] },
  }];
  const exponentialHistogram = { dataPoints, aggregationTemporality: 2 };
  await postJson("metrics", body({ name: "e", exponentialHistogram }));
  assert.deepEqual(samples.samples.map(({ series, value }) => [series, value]), [
    [`e_count{${who}}`, 4],
    [`e_sum{${who}}`, 9],
  ]);
  assert.deepEqual(drops, ["samples exponential_buckets 1"]);
});

Deno.test("a point without a value ends its series", async () => {
  const { postJson, samples } = createOtlpRig();
  const gauge = (point: object) => ({
    name: "g",
    gauge: { dataPoints: [{ timeUnixNano, ...point }] },
  });
  await postJson("metrics", body(gauge({ asDouble: 1 })));
  await postJson("metrics", body(gauge({ flags: 1 })));
  assert.deepEqual(samples.samples.map(({ value }) => value), [1, "stale"]);
});

Deno.test("what else is known of a resource stands in target_info, and some of it on every series", async () => {
  const { postJson, samples } = createOtlpRig();
  const attributes = attributesOf({
    ...{ "service.name": "pay", "service.namespace": "shop", "cloud.region": "eu" },
    ...{ zone: "eu-a", "host.name": "box" },
  });
  const metric = { name: "g", gauge: { dataPoints: [{ timeUnixNano, asDouble: 1 }] } };
  await postJson("metrics", body(metric, { attributes }));
  await postJson("metrics", body(metric, { attributes }));
  const labels = 'app="pay",job="shop/pay",region="eu",zone="eu-a"';
  assert.deepEqual(samples.samples.map(({ series }) => series), [
    `g{${labels}}`,
    'target_info{app="pay",cloud_region="eu",host_name="box",job="shop/pay",zone="eu-a"}',
    `g{${labels}}`,
  ]);
});

Deno.test("labels that a stranger brings stay theirs, but for who it is", async () => {
  const { postJson, samples } = createOtlpRig();
  const attributes = attributesOf({ app: "other", instance: "x", job: "y", "a.b": "1", a_b: "2" });
  const gauge = { dataPoints: [{ timeUnixNano, asDouble: 1, attributes }] };
  await postJson("metrics", body({ name: "g", gauge }));
  assert.equal(
    samples.samples[0]?.series,
    'g{a_b="1;2",app="other",instance="hello-1",job="hello"}',
  );
});

Deno.test("points that mean nothing are rejected by reason, the others written", async () => {
  const { postJson, samples, drops } = createOtlpRig();
  const late = `${NOW_MS + 700_000}000000`;
  const bounds = Array.from({ length: 300 }, (_, at) => at);
  const histogram = (point: object) => ({
    ...{
      name: "h",
      histogram: { dataPoints: [{ timeUnixNano, ...point }], aggregationTemporality: 2 },
    },
  });
  const cases: [object, string][] = [
    [{ name: "n" }, ""],
    [{ name: "", gauge: { dataPoints: [{ timeUnixNano }] } }, "no_metric"],
    [{ name: "g", gauge: { dataPoints: [{ timeUnixNano: late }] } }, "too_far_ahead"],
    [{ name: "s", sum: { dataPoints: [{ timeUnixNano }] } }, "no_temporality"],
    [histogram({ bucketCounts: [1, 2], explicitBounds: [1, 2] }), "bad_buckets"],
    [histogram({ bucketCounts: [1, 2, 3], explicitBounds: [2, 1] }), "bad_buckets"],
    [histogram({ bucketCounts: [1, 2], explicitBounds: ["NaN"] }), "bad_buckets"],
    [histogram({ explicitBounds: bounds }), "too_many_buckets"],
  ];
  for (const [metric, reason] of cases) {
    const answer = await (await postJson("metrics", body(metric))).json();
    assert.equal(
      answer.partialSuccess?.errorMessage ?? "",
      reason,
      JSON.stringify(metric).slice(0, 80),
    );
  }
  assert.equal(drops.length, cases.filter(([, reason]) => reason !== "").length);
  samples.refused.add("r");
  const refused = await postJson(
    "metrics",
    body({ name: "r", gauge: { dataPoints: [{ timeUnixNano }] } }),
  );
  assert.deepEqual(await refused.json(), {
    partialSuccess: { rejectedDataPoints: "1", errorMessage: "series_refused" },
  });
});

Deno.test("series that the store forgot are asked for anew", async () => {
  const { postJson, samples } = createOtlpRig();
  const gauge = { dataPoints: [{ timeUnixNano, asDouble: 1 }] };
  for (let n = 0; n < 3; n++) {
    await postJson("metrics", body({ name: "g", gauge }));
    samples.forgetAll();
  }
  assert.equal(samples.samples.length, 3);
});
