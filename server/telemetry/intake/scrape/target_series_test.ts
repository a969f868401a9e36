import assert from "node:assert/strict";
import { RecordingSampleSink } from "../recording_sinks.ts";
import { EXPOSITION_LIMITS } from "../text/exposition_reader.ts";
import { TargetSeries } from "./target_series.ts";

const target = { id: "i1", url: "http://127.0.0.1:1/metrics", labels: { app: "hello", zone: "z" } };

function world(mostSamples = EXPOSITION_LIMITS.mostSamples) {
  const sink = new RecordingSampleSink();
  const drops: string[] = [];
  const series = new TargetSeries({
    ...{ target, sink, limits: { ...EXPOSITION_LIMITS, mostSamples } },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
  });
  const take = (text: string, tsMs: number) => series.take(text, { format: "prometheus", tsMs });
  return { sink, drops, series, take };
}

Deno.test("a line that was there before costs the sink no question", () => {
  const { sink, take } = world();
  assert.equal(take('a 1\nb{x="1"} 2\n', 1_000), 2);
  assert.equal(take('a 3\nb{x="1"} 4\n', 2_000), 2);
  assert.equal(sink.asked, 2);
  assert.deepEqual(sink.samples, [
    { series: 'a{app="hello",zone="z"}', tsMs: 1_000, value: 1 },
    { series: 'b{app="hello",x="1",zone="z"}', tsMs: 1_000, value: 2 },
    { series: 'a{app="hello",zone="z"}', tsMs: 2_000, value: 3 },
    { series: 'b{app="hello",x="1",zone="z"}', tsMs: 2_000, value: 4 },
  ]);
});

Deno.test("a series that is not exposed any more ends, and begins again when it is", () => {
  const { sink, take } = world();
  take("a 1\nb 2\n", 1_000);
  sink.drain();
  take("a 1\n", 2_000);
  assert.deepEqual(sink.drain().map(({ series, value }) => [series[0], value]), [
    ["a", 1],
    ["b", "stale"],
  ]);
  take("a 1\n", 3_000);
  assert.equal(sink.drain().length, 1);
  take("a 1\nb 5\n", 4_000);
  assert.deepEqual(sink.drain().at(-1)?.value, 5);
});

Deno.test("labels in another order are the same series, which does not end", () => {
  const { sink, take } = world();
  take('a{x="1",y="2"} 1\n', 1_000);
  take('a{y="2",x="1"} 1\n', 2_000);
  assert.deepEqual(sink.samples.map(({ value }) => value), [1, 1]);
});

Deno.test("one malformed line, or one sample too many, and nothing is written", () => {
  const { sink, take, drops } = world(2);
  assert.match(String(take("a 1\nb\n", 1_000)), /^line 2/);
  assert.equal(take("a 1\nb 2\nc 3\n", 2_000), "more than 2 samples");
  assert.deepEqual(sink.samples, []);
  assert.deepEqual(drops, ["scrapes malformed 1", "scrapes sample_limit 1"]);
});

Deno.test("when a scrape fails everything scraped ends, once, and up goes on", () => {
  const { sink, series, take } = world();
  take("a 1\nb 2 500\n", 1_000);
  sink.drain();
  series.endScraped(2_000);
  series.report({ isUp: false, durationMs: 900, samples: 0 }, 2_000);
  const after = sink.drain().map(({ series, value }) => [series.split("{")[0], value]);
  assert.deepEqual(after, [
    ["a", "stale"],
    ["up", 0],
    ["scrape_duration_seconds", 0.9],
    ["scrape_samples_scraped", 0],
  ]);
  series.endScraped(3_000);
  assert.deepEqual(sink.drain(), []);
});

Deno.test("endAll() ends what tells of scrapes too", () => {
  const { sink, series, take } = world();
  take("a 1\n", 1_000);
  series.report({ isUp: true, durationMs: 1, samples: 1 }, 1_000);
  sink.drain();
  series.endAll(1_001);
  assert.deepEqual(
    sink.drain().map(({ tsMs, value }) => [tsMs, value]),
    Array(4).fill([1_001, "stale"]),
  );
});

Deno.test("a line that says its time keeps it, unless that is far ahead", () => {
  const { sink, drops, take } = world();
  take("a 1 500\nb 2 700000\n", 1_000);
  assert.deepEqual(sink.samples.map(({ tsMs }) => tsMs), [500]);
  assert.deepEqual(drops, ["samples too_far_ahead 1"]);
});

Deno.test("a series that the store forgot is asked for anew, and no sample is lost", () => {
  const { sink, take } = world();
  take("a 1\n", 1_000);
  sink.forgetAll();
  take("a 2\n", 2_000);
  take("a 3\n", 3_000);
  assert.deepEqual(sink.samples.map(({ value }) => value), [1, 2, 3]);
  assert.equal(sink.asked, 2);
});

Deno.test("a refused series is asked for again only now and then", () => {
  const { sink, take } = world();
  sink.refused.add("a");
  for (let n = 1; n < 30; n++) take("a 1\n", n * 1_000);
  assert.equal(sink.asked, 1);
  sink.refused.clear();
  take("a 1\n", 30_000);
  take("a 1\n", 31_000);
  assert.deepEqual(sink.samples.map(({ tsMs }) => tsMs), [30_000, 31_000]);
});

Deno.test("an exemplar comes to the series with its trace", () => {
  const { sink, series } = world();
  const text =
    '# TYPE a histogram\na_bucket{le="1"} 5 # {trace_id="t1",span_id="s1"} 0.25\n# EOF\n';
  series.take(text, { format: "openmetrics", tsMs: 1_000 });
  assert.deepEqual(sink.exemplars, [{
    ...{ traceId: "t1", spanId: "s1", value: 0.25, tsMs: 1_000 },
    series: 'a_bucket{app="hello",le="1.0",zone="z"}',
  }]);
});

const CALLS = "# TYPE calls_total counter\n";
const TIMES = "# TYPE t histogram\n";

Deno.test("a counter that is new on a target that was scraped before began at 0", () => {
  const { sink, take } = world();
  take(`${CALLS}calls_total{code="200"} 500\n`, 1_000);
  const text = 't_bucket{le="1"} 0\nt_bucket{le="+Inf"} 2\nt_sum 3\nt_count 2\n';
  take(`${CALLS}calls_total{code="200"} 500\ncalls_total{code="500"} 20\n${TIMES}${text}`, 2_000);
  const said = sink.drain().map(({ series, tsMs, value }) => {
    const label = /(?:code|le)="([^"]+)"/.exec(series)?.[1] ?? "";
    return `${series.split("{")[0]} ${label} ${tsMs} ${value}`;
  });
  assert.deepEqual(said, [
    "calls_total 200 1000 500",
    "calls_total 200 2000 500",
    ...["calls_total 500 1000 0", "calls_total 500 2000 20"],
    ...["t_bucket 1.0 1000 0", "t_bucket 1.0 2000 0"],
    ...["t_bucket +Inf 1000 0", "t_bucket +Inf 2000 2"],
    ...["t_sum  1000 0", "t_sum  2000 3", "t_count  1000 0", "t_count  2000 2"],
  ]);
});

Deno.test("nothing but a counter begins at 0, and none that dates itself", () => {
  const { sink, take } = world();
  take("a 1\n", 1_000);
  const gauges = '# TYPE g gauge\ng 5\n# TYPE q summary\nq{quantile="1"} 3\nx_total 4\n';
  take(`a 1\n${gauges}${CALLS}calls_total 7 1500\n`, 2_000);
  assert.deepEqual(sink.drain().filter(({ value }) => value === 0), []);
});

Deno.test("a counter that was seen before does not begin again, whatever came between", () => {
  const { sink, series, take } = world();
  take(`${CALLS}calls_total 500\n`, 1_000);
  take("b 1\n", 2_000);
  take(`${CALLS}calls_total 500\n`, 3_000);
  series.endScraped(4_000);
  take(`${CALLS}calls_total 500\n`, 5_000);
  assert.deepEqual(sink.drain().filter(({ value }) => value === 0), []);
});

Deno.test("a counter that was refused at first does not begin at 0 when it finds a place", () => {
  const { sink, take } = world();
  sink.refused.add("calls_total");
  for (let n = 1; n < 30; n++) take(`a 1\n${CALLS}calls_total ${n}\n`, n * 1_000);
  sink.refused.clear();
  take(`a 1\n${CALLS}calls_total 30\n`, 30_000);
  assert.deepEqual(sink.drain().at(-1)?.value, 30);
  assert.deepEqual(sink.samples.filter(({ value }) => value === 0), []);
});

Deno.test("a counter that came after a failed scrape was 0 at the last that was taken", () => {
  const { sink, series, take } = world();
  take("a 1\n", 1_000);
  series.endScraped(2_000);
  sink.drain();
  take(`a 1\n${CALLS}calls_total 9\n`, 3_000);
  assert.deepEqual(sink.drain().slice(1).map(({ tsMs, value }) => [tsMs, value]), [
    [1_000, 0],
    [3_000, 9],
  ]);
});
