import assert from "node:assert/strict";
import fc from "fast-check";
import { MetricRegistry } from "./metric_registry.ts";

const SAMPLE = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;

/** Reads Prometheus text as strictly as a scraper: `name{labels}` → value. */
function parse(text: string): Map<string, number> {
  assert.ok(text.endsWith("\n"));
  const samples = new Map<string, number>();
  for (const line of text.slice(0, -1).split("\n")) {
    if (/^# (HELP|TYPE) [a-z_]+ /.test(line)) continue;
    const match = SAMPLE.exec(line);
    assert.ok(match, `no sample: ${line}`);
    const key = `${match[1]}{${match[2] ?? ""}}`;
    assert.ok(!samples.has(key), `twice: ${key}`);
    samples.set(key, Number(match[3]?.replace("Inf", "Infinity")));
  }
  return samples;
}

Deno.test("text() can be read whatever stands in label values and help", () => {
  fc.assert(fc.property(fc.array(fc.string()), fc.string(), (values, help) => {
    const metrics = new MetricRegistry();
    const counter = metrics.counter("things_total", help);
    for (const value of values) counter.add(1, { name: value });
    const samples = parse(metrics.text());
    const sum = [...samples].filter(([key]) => key.startsWith("things_total{"))
      .reduce((total, [, value]) => total + value, 0);
    assert.equal(sum, values.length);
  }));
});

Deno.test("a counter adds up, a gauge keeps the last value, each by its labels", () => {
  const metrics = new MetricRegistry();
  const counter = metrics.counter("a_total", "A");
  counter.add(1, { app: "x" });
  counter.add(2, { app: "x" });
  counter.add(5);
  const gauge = metrics.gauge("b", "B");
  gauge.set(7);
  gauge.set(Infinity);
  gauge.set(-3, { app: 'q"uote\\back\nline' });
  const text = metrics.text();
  assert.match(
    text,
    /^# HELP a_total A\n# TYPE a_total counter\na_total\{app="x"\} 3\na_total 5\n/,
  );
  assert.match(text, /\nb \+Inf\n/);
  assert.match(text, /\nb\{app="q\\"uote\\\\back\\nline"\} -3\n/);
});

Deno.test("a histogram is cumulative, ends with +Inf, and agrees with sum and count", () => {
  const values = fc.array(fc.double({ min: 0, max: 20, noNaN: true }));
  fc.assert(fc.property(values, (observed) => {
    const metrics = new MetricRegistry();
    const histogram = metrics.histogram("d_seconds", "D", [0.1, 1, 10]);
    for (const value of observed) histogram.observe(value, { app: "x" });
    const samples = parse(metrics.text());
    const bucket = (le: string) => samples.get(`d_seconds_bucket{app="x",le="${le}"}`) ?? 0;
    for (const bound of [0.1, 1, 10]) {
      assert.equal(bucket(String(bound)), observed.filter((value) => value <= bound).length);
    }
    assert.equal(bucket("+Inf"), observed.length);
    assert.equal(samples.get('d_seconds_count{app="x"}') ?? 0, observed.length);
    const sum = observed.reduce((total, value) => total + value, 0);
    assert.equal(samples.get('d_seconds_sum{app="x"}') ?? 0, sum);
  }));
});

Deno.test("a family keeps 2,000 series, goes on counting them, and says what it dropped", () => {
  const metrics = new MetricRegistry();
  const counter = metrics.counter("wide_total", "Wide");
  for (let id = 0; id < 2_003; id++) counter.add(1, { id: String(id) });
  counter.add(1, { id: "0" });
  const samples = parse(metrics.text());
  assert.equal(samples.get('wide_total{id="0"}'), 2);
  assert.equal(samples.has('wide_total{id="2000"}'), false);
  assert.equal(samples.get("netops_metric_series_dropped_total{}"), 3);
});

Deno.test("a name asked for twice is one family; another type under it is a bug", () => {
  const metrics = new MetricRegistry();
  metrics.counter("calls_total", "Calls").add(1);
  metrics.counter("calls_total", "Calls").add(2);
  assert.equal(parse(metrics.text()).get("calls_total{}"), 3);
  assert.throws(() => metrics.gauge("calls_total", "Calls"), { code: "BUG" });
});

Deno.test("OpenMetrics shows the last traced observation of a bucket, names counters its way, and ends", () => {
  const metrics = new MetricRegistry();
  metrics.counter("calls_total", "Calls").add(2);
  metrics.counter("sps_started", "Starts").add(1);
  const duration = metrics.histogram("d_seconds", "D", [1]);
  duration.observe(0.5, { app: "x" }, "old");
  duration.observe(0.25, { app: "x" }, "new");
  duration.observe(3, { app: "x" });
  const lines = metrics.text("openmetrics").split("\n");
  for (
    const line of [
      "# TYPE calls counter",
      "calls_total 2",
      "# TYPE sps_started unknown",
      'd_seconds_bucket{app="x",le="1"} 2 # {trace_id="new"} 0.25',
      'd_seconds_bucket{app="x",le="+Inf"} 3',
    ]
  ) assert.ok(lines.includes(line), line);
  assert.deepEqual(lines.slice(-2), ["# EOF", ""]);
  assert.doesNotMatch(metrics.text(), /trace_id|EOF/);
});

Deno.test("what is read when somebody asks is read before each print", () => {
  const metrics = new MetricRegistry();
  const gauge = metrics.gauge("asked", "Prints");
  let prints = 0;
  metrics.onPrint(() => gauge.set(++prints));
  metrics.text();
  assert.equal(parse(metrics.text()).get("asked{}"), 2);
});

Deno.test("a series that is looked up once counts with the others of its labels, and no room is no room", () => {
  const metrics = new MetricRegistry();
  const histogram = metrics.histogram("d_seconds", "D", [1]);
  const labels = { app: "x" };
  histogram.series(labels).observe(0.5, "a".repeat(32));
  histogram.observe(2, labels);
  histogram.series({ app: "x" }).observe(3);
  assert.match(metrics.text(), /d_seconds_bucket\{app="x",le="1"\} 1\n.*le="\+Inf"\} 3\n/);
  assert.match(metrics.text("openmetrics"), /le="1.*\} 1 # \{trace_id="a{32}"\} 0.5\n/);
  for (let n = 0; n < 2_000; n++) histogram.observe(1, { app: `app-${n}` });
  const late = histogram.series({ app: "late" });
  for (let n = 0; n < 3; n++) late.observe(1);
  assert.match(metrics.text(), /netops_metric_series_dropped_total 4\n/);
});

Deno.test("a full family gives the place of what stood still longest to what is new", () => {
  const metrics = new MetricRegistry();
  const histogram = metrics.histogram("h", "h", [1]);
  const kept = histogram.series({ app: "app-0" });
  kept.observe(1);
  const gone = histogram.series({ app: "app-1" });
  gone.observe(1);
  for (let n = 2; n < 2_000; n++) histogram.observe(1, { app: `app-${n}` });
  for (let print = 0; print < 299; print++) metrics.text();
  kept.observe(1);
  for (let n = 2; n < 2_000; n++) histogram.observe(1, { app: `app-${n}` });
  histogram.observe(1, { app: "new" });
  assert.doesNotMatch(metrics.text(), /app="new"/, "nothing stood still for long enough");
  metrics.text();
  histogram.observe(1, { app: "new" });
  const text = metrics.text();
  assert.match(text, /h_count\{app="new"\} 1\n/);
  assert.match(text, /h_count\{app="app-0"\} 2\n/);
  assert.doesNotMatch(text, /app="app-1"/);
  gone.observe(1);
  assert.doesNotMatch(metrics.text(), /app="app-1"/, "it found no room again");
});
