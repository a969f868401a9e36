import assert from "node:assert/strict";
import { chartBuckets } from "./chart_buckets.ts";
import {
  countScale,
  heightOf,
  linearScale,
  timeScale,
  timeTicks,
  timeTickWords,
} from "./chart_scale.ts";
import { generatorSigns, generatorVerdict } from "./generator_words.ts";
import { offsetWords, rateWords, ratioWords, timeWords } from "./load_words.ts";
import { eventRows, numberedEvents } from "./numbered_events.ts";
import { inconclusiveReport, scriptReport, streamReport } from "./report_fixture.ts";
import { nextCommands } from "./run_again.ts";
import { actualWords, startupLimit, thresholdWords } from "./threshold_words.ts";

Deno.test("timeWords(), ratioWords() and offsetWords() keep the digits that count", () => {
  const times = [null, 0.001, 0.44, 9.96, 842.4, 999.6, 2_240, 59_999, 60_000, 125_000].map(
    timeWords,
  );
  assert.deepEqual(times, [
    ...["not measured", "1 µs", "0.4 ms", "10 ms", "842 ms", "1 s", "2.24 s", "1 min", "1 min"],
    "2 min 5 s",
  ]);
  assert.deepEqual([0, 0.000_42, 0.0041, 1].map(ratioWords), ["0 %", "0.042 %", "0.41 %", "100 %"]);
  assert.deepEqual([19.756, 225.4, 12_345].map(rateWords), ["19.76", "225", "12,345"]);
  assert.deepEqual([0, 20_040, -1_500].map((at) => offsetWords(at, 0)), [
    "+0 s",
    "+20 s",
    "-1.5 s",
  ]);
});

Deno.test("linearScale() ends in a round number at or above the most", () => {
  assert.deepEqual(linearScale(20.8).ticks, [0, 5, 10, 15, 20, 25]);
  assert.deepEqual(linearScale(0.03).ticks, [0, 0.01, 0.02, 0.03]);
  for (const most of [0, 0.7, 3, 99, 1_234_567]) {
    const { to, ticks } = linearScale(most);
    assert.ok(to >= most && ticks.length >= 2 && ticks.length <= 7, String(most));
  }
});

Deno.test("countScale() has no tick between whole numbers", () => {
  for (const most of [0, 1, 2, 3, 7, 12]) {
    assert.ok(countScale(most).ticks.every(Number.isInteger), String(most));
  }
});

Deno.test("timeScale() is logarithmic where the most would hide the middle", () => {
  assert.equal(timeScale([100, 120, 1_900]).isLog, false);
  const scale = timeScale([80, 90, 100, 10_000]);
  assert.deepEqual(scale.ticks, [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]);
  assert.equal(heightOf(50, scale), 0);
  assert.equal(heightOf(10_000, scale), 1);
  assert.ok(Math.abs(heightOf(707.1, scale) - 0.5) < 0.001);
  const wide = timeScale([0.2, 0.3, 0.3, 90_000]);
  assert.ok(wide.ticks.length <= 9 && wide.to >= 90_000 && wide.from <= 0.2, wide.ticks.join());
});

Deno.test("timeTicks() are few and round, from seconds to days", () => {
  assert.deepEqual(timeTicks(63_000, 12).map(timeTickWords), [
    "0",
    "10s",
    "20s",
    "30s",
    "40s",
    "50s",
    "1m",
  ]);
  assert.deepEqual(timeTicks(90_000, 5).map(timeTickWords), ["0", "20s", "40s", "1m", "1m20s"]);
  assert.ok(timeTicks(30 * 86_400_000, 5).length <= 6);
});

Deno.test("chartBuckets() joins seconds: rates are means, stalls and bytes sums, quantiles the worst", () => {
  const report = streamReport();
  const { stepMs, buckets } = chartBuckets(report, 30);
  assert.equal(stepMs, 2_000);
  assert.equal(buckets.length, 30);
  const [one, other] = report.seconds.slice(20, 22);
  const joined = buckets[10];
  assert.ok(one !== undefined && other !== undefined && joined !== undefined);
  assert.equal(joined.tsMs, one.tsMs);
  assert.equal(joined.started, (one.started + other.started) / 2);
  assert.equal(joined.stalls, one.stalls + other.stalls);
  assert.equal(joined.startupMs.p95, Math.max(one.startupMs.p95 ?? 0, other.startupMs.p95 ?? 0));
  const oca = "c002.fra001.isp-a";
  assert.equal(joined.bytesByOca[oca], (one.bytesByOca[oca] ?? 0) + (other.bytesByOca[oca] ?? 0));
  assert.equal(chartBuckets(scriptReport(), 30).buckets[0]?.attempted, null);
  assert.equal(chartBuckets(report, 60).stepMs, 1_000);
});

Deno.test("eventRows() puts what overlaps below each other, and keeps every event", () => {
  const span = (tsMs: number, endMs: number) => ({
    ...{ tsMs, endMs, lane: "chaos" as const, subject: "x", text: "x" },
  });
  const events = numberedEvents({ events: [span(5, 9), span(0, 6), span(6, 8), span(20, 21)] });
  assert.deepEqual(events.map(({ number, tsMs }) => [number, tsMs]), [[1, 0], [2, 5], [3, 6], [
    4,
    20,
  ]]);
  const rows = eventRows(events).map((row) => row.events.map(({ number }) => number));
  assert.deepEqual(rows, [[1, 3, 4], [2]]);
  const crowd = numberedEvents({ events: Array.from({ length: 9 }, () => span(0, 5)) });
  assert.deepEqual(eventRows(crowd).map((row) => row.events.length), [1, 1, 1, 6]);
});

Deno.test("thresholdWords() and actualWords() speak in the metric's unit", () => {
  const cases = [
    ["startup_ms", "p(95)<1000", 842, "startup, p95 below 1 s: 842 ms"],
    ["start_failed", "rate<=0.01", 0.004, "start failures at most 1 %: 0.4 %"],
    [
      ...["request_failed{kind:segment}", "rate<0.01", 0.002] as const,
      "failed requests (kind:segment) below 1 %: 0.2 %",
    ],
    ["request_ms{oca:a}", "p(95)<50", 20, "time of a request (oca:a), p95 below 50 ms: 20 ms"],
    ["starts", "rate>4.5", 4.91, "starts above 4.5/s: 4.91/s"],
    [
      "average_bitrate_bps",
      "avg>1500000",
      2_940_000,
      "average bitrate, mean above 1.5 Mbit/s: 2.9 Mbit/s",
    ],
    [
      "http_req_duration{kind:segment}",
      "med<20",
      7.4,
      "http_req_duration{kind:segment}, median below 20 ms: 7.4 ms",
    ],
    ["http_reqs", "rate>100", 240, "http_reqs above 100/s: 240/s"],
    ["checks", "rate==1", 1, "checks exactly 100 %: 100 %"],
    ["mine", "whatever", 3, "mine whatever: 3"],
  ] as const;
  for (const [metric, limit, actual, words] of cases) {
    const outcome = { metric, limit, actual, passed: true };
    const said = thresholdWords(outcome);
    assert.equal(`${said.name} ${said.limit}: ${actualWords(outcome)}`, words);
  }
});

Deno.test("startupLimit() finds the quantile's limit that a chart can show", () => {
  assert.deepEqual(startupLimit(streamReport().thresholds), { quantile: "p95", limitMs: 1_000 });
  assert.equal(startupLimit([{ metric: "startup_ms", limit: "avg<500" }]), undefined);
  assert.equal(startupLimit([{ metric: "startup_ms", limit: "p(95)>500" }]), undefined);
});

Deno.test("generatorSigns() names each sign, and none of a generator that had room", () => {
  const report = streamReport();
  assert.deepEqual(generatorSigns(report), []);
  assert.match(generatorVerdict(report), /^The generator had room: the machine .* was 63 % busy/);
  const { generator } = report;
  assert.ok(generator !== null);
  const signs = [
    { droppedIterations: 3, generator: { ...generator, runningMax: 400 } },
    { generator: { ...generator, machineBusyRatio: 0.95 } },
    { generator: { ...generator, timerLateP99Ms: 80 } },
    { generator: { ...generator, lateMs: { p50: 1, p95: 300, p99: 400 } } },
    { droppedIterations: 3 },
  ].map((change) => generatorSigns({ ...report, ...change }));
  assert.deepEqual(signs, [
    ...[["3 were due and never begun", "all 400 VUs were in use"], ["the machine was 95 % busy"], [
      "timers came 80 ms late (p99)",
    ]],
    ...[["sessions began 300 ms late (p95)"], ["3 were due and never begun"]],
  ]);
  const closed = { ...report, generator: { ...generator, runningMax: 400 } };
  assert.deepEqual(generatorSigns(closed), [], "in the closed model all VUs always run");
  assert.match(
    generatorVerdict({ ...report, droppedIterations: 3 }),
    /had little room.*did not decide/,
  );
  assert.match(generatorVerdict(inconclusiveReport()), /^The generator may have been the limit/);
});

Deno.test("nextCommands() gives the shape, the seed and the engine again, safe for a shell", () => {
  assert.deepEqual(nextCommands(streamReport()), {
    again: "netops load run hotpath --rate 20 --for 60s --max-vus 400 --seed 7 --engine k6 " +
      "--with chaos:oca-hangs",
    missing: [],
    compare: "netops load compare load-8 OTHER",
  });
  const file = nextCommands({ ...scriptReport(), name: "my file';x.ts" });
  assert.equal(
    file.again,
    `netops load run 'my file'\\'';x.ts' --vus 50 --for 1m --seed 7 --engine k6`,
  );
  const shaped = (shape: string) => nextCommands({ ...streamReport(), shape, companions: [] });
  const ramp = shaped("0/s, to 20/s in 10s, 20/s for 50s");
  assert.match(ramp.again, /hotpath --rate 20 --ramp 10s --for 60s --max-vus 400 --seed/);
  assert.match(shaped("0/s, to 20/s in 10s").again, /--rate 20 --ramp 10s --for 10s/);
  assert.equal(shaped("as the script says").again, "netops load run hotpath --seed 7 --engine k6");
  for (const own of ["1/s, to 10/s in 30s, 10/s for 2m", "0/s, to 5/s in 1s, 9/s for 2s"]) {
    const { missing, again } = shaped(own);
    assert.deepEqual([missing, again.includes("--rate")], [[], false]);
  }
  const asked = ["--watch", "45s", "--thresholds", "startup_ms:p(95)<800", "--env", "TOKEN=…"];
  const { again, missing } = nextCommands({ ...streamReport(), asked });
  assert.match(again, /--with chaos:oca-hangs --watch 45s --thresholds 'startup_ms:p\(95\)<800' /);
  assert.deepEqual(missing, ["the values of --env"]);
});
