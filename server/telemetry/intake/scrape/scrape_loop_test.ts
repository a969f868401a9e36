import assert from "node:assert/strict";
import { CLOCK_HEADER, type HttpClientRequest } from "@netops/core";
import { FakeClock, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { RecordingSampleSink } from "../recording_sinks.ts";
import { ScrapeLoop } from "./scrape_loop.ts";
import { spreadMs } from "./spread.ts";
import type { Target } from "./target.ts";

const START_MS = 1_700_000_000_000;

function targetOf(id: string, url = `http://127.0.0.1:9/${id}`): Target {
  return { id, url, labels: { instance: id } };
}

function world(
  answer: (request: HttpClientRequest) => Response | Promise<Response>,
  targets: readonly Target[] = [targetOf("i1")],
) {
  const clock = new FakeClock(START_MS);
  const timer = new FakeTimer(clock);
  const http = new ScriptedHttpClient(answer);
  const sink = new RecordingSampleSink();
  const source = { targets, list: () => source.targets };
  const drops: string[] = [];
  const onDrop = (what: string, reason: string) => drops.push(`${what} ${reason}`);
  const loop = new ScrapeLoop({ targets: source, sink, http, clock, timer, onDrop });
  // Bodies are streams, which take turns of the event loop.
  const run = async (durationMs: number) => {
    for (let ms = 0; ms < durationMs; ms += 100) {
      await timer.advance(100);
      for (let turn = 0; turn < 3; turn++) await new Promise((done) => setTimeout(done, 0));
    }
  };
  const of = (name: string) =>
    sink.samples.filter(({ series }) => series.startsWith(`${name}{`))
      .map(({ tsMs, value }) => [tsMs - START_MS, value]);
  return { timer, http, sink, source, drops, loop, run, of };
}

Deno.test("a target is scraped once a second, dated with whole seconds", async () => {
  const { run, of, http, loop, timer } = world(() => new Response("a 1\n"));
  await run(3_000);
  loop.close();
  assert.deepEqual(of("a"), [[0, 1], [1_000, 1], [2_000, 1]]);
  assert.deepEqual(of("up"), [[0, 1], [1_000, 1], [2_000, 1]]);
  assert.deepEqual(of("scrape_samples_scraped")[0], [0, 1]);
  assert.equal(http.requests.length, 3);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("the form is asked for by Accept and told by the answer's type", async () => {
  const { run, http, loop, of } = world(() =>
    new Response("a_total 1\n# EOF\n", {
      headers: { "content-type": "application/openmetrics-text; version=1.0.0" },
    })
  );
  await run(1_000);
  loop.close();
  const { accept } = http.requests[0]?.headers as Record<string, string>;
  assert.match(
    accept ?? "",
    /^application\/openmetrics-text;version=1.0.0,text\/plain;version=0.0.4;q=0.5/,
  );
  assert.deepEqual(of("a_total"), [[0, 1]]);
});

Deno.test("moments are spread evenly, and always the same for one target", () => {
  const buckets = new Array<number>(10).fill(0);
  for (let n = 0; n < 1_000; n++) {
    const at = spreadMs(`hello-v000-${n}`, 1_000);
    assert.equal(at, spreadMs(`hello-v000-${n}`, 1_000));
    buckets[Math.floor(at / 100)]! += 1;
  }
  assert.ok(Math.min(...buckets) > 60 && Math.max(...buckets) < 140, buckets.join());
});

Deno.test("whatever goes wrong, up is 0 with a reason, and the next turn comes", async () => {
  const cases: [() => Response | Promise<Response>, RegExp][] = [
    [() => {
      throw new Error("refused");
    }, /refused/],
    [() => new Response("no", { status: 503 }), /answered 503/],
    [() => new Response(null, { status: 302 }), /answered 302/],
    [() => new Response("what is this?\n"), /line 1/],
    [() => new Response(new Uint8Array([97, 32, 49, 10, 0xff])), /UTF-8/],
    [() => new Response("a 1\n".repeat(2_600_000)), /larger than 10000000/],
  ];
  for (const [answer, reason] of cases) {
    let isFine = false;
    const { run, of, loop } = world(() => isFine ? new Response("a 1\n") : answer());
    await run(1_000);
    assert.deepEqual(of("up"), [[0, 0]]);
    assert.match(loop.states()[0]?.lastError ?? "", reason);
    isFine = true;
    await run(1_000);
    assert.deepEqual(of("up").at(-1), [1_000, 1]);
    assert.deepEqual(loop.states().map(({ health, lastError }) => [health, lastError]), [[
      "up",
      "",
    ]]);
    loop.close();
  }
});

Deno.test("a target that hangs is given up after 900 ms, and never asked twice at a time", async () => {
  let open = 0;
  let most = 0;
  const { run, of, loop, http } = world(({ signal }) => {
    most = Math.max(most, ++open);
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => {
        open--;
        reject(signal.reason);
      })
    );
  });
  await run(4_000);
  assert.equal(most, 1);
  assert.ok(http.requests.length >= 3);
  assert.deepEqual(of("up")[0], [0, 0]);
  assert.match(loop.states()[0]?.lastError ?? "", /within 900 ms/);
  loop.close();
});

Deno.test("a target that goes ends all its series behind their last sample", async () => {
  const { run, of, source, loop } = world(() => new Response("a 1\n"));
  await run(2_000);
  source.targets = [];
  await run(1_000);
  const [, , last, end, ...more] = of("a");
  assert.deepEqual([last, more], [[2_000, 1], []]);
  assert.equal(end?.[1], "stale");
  assert.ok(Number(end?.[0]) > 2_000);
  assert.equal(of("up").at(-1)?.[1], "stale");
  assert.equal(loop.states().length, 0);
  loop.close();
});

Deno.test("a target that moves goes on under the same labels", async () => {
  const { run, of, source, loop, http } = world(() => new Response("a 1\n"));
  await run(2_000);
  source.targets = [targetOf("i1", "http://127.0.0.1:10/new")];
  await run(3_000);
  assert.equal(http.requests.at(-1)?.url, "http://127.0.0.1:10/new");
  assert.deepEqual(of("a").at(-1)?.[1], 1);
  loop.close();
});

Deno.test("nothing but loopback is asked", async () => {
  for (const url of ["http://10.0.0.1/metrics", "https://127.0.0.1/", "file:///etc/passwd", "x"]) {
    const { run, loop, http } = world(() => new Response("a 1\n"), [targetOf("i1", url)]);
    await run(1_000);
    assert.equal(http.requests.length, 0);
    assert.match(loop.states()[0]?.lastError ?? "", /not on loopback/);
    loop.close();
  }
});

Deno.test("a sink that fails does not end the loop", async () => {
  const { run, of, sink, loop, drops } = world(() => new Response("a 1\n"));
  const append = sink.append.bind(sink);
  sink.append = () => {
    throw new Error("disk full");
  };
  await run(1_000);
  assert.match(loop.states()[0]?.lastError ?? "", /disk full/);
  assert.deepEqual(new Set(drops), new Set(["scrapes sink_failed"]));
  sink.append = append;
  await run(1_000);
  assert.deepEqual(of("up"), [[1_000, 1]]);
  loop.close();
});

Deno.test("a target that is new is scraped at once, so that rates begin a turn earlier", async () => {
  const { run, of, loop } = world(() => new Response("a 1\n"));
  await run(1);
  assert.equal(of("up").length, 1);
  loop.close();
});

Deno.test("a clock that is off is measured with each scrape, and what is known ends with a failed one", async () => {
  let status = 200;
  const all = world(() => {
    const headers = { [CLOCK_HEADER]: String(all.timer.clock.nowMs() + 50) };
    return new Response("a 1\n", { status, headers });
  });
  await all.run(1_000);
  assert.deepEqual(all.loop.states()[0]?.clock, { skewMs: 50, errorMs: 1 });
  assert.deepEqual(all.of("netops_clock_skew_seconds"), [[0, 0.05]]);
  assert.deepEqual(all.of("netops_clock_skew_error_seconds"), [[0, 0.001]]);
  status = 500;
  await all.run(1_000);
  assert.equal(all.loop.states()[0]?.clock, undefined);
  assert.deepEqual(all.of("netops_clock_skew_seconds"), [[0, 0.05], [1_000, "stale"]]);
  status = 200;
  await all.run(1_000);
  assert.deepEqual(all.of("netops_clock_skew_seconds").at(-1), [2_000, 0.05]);
  all.loop.close();
});

Deno.test("who does not say what its clock shows has no skew", async () => {
  const { run, loop, of } = world(() => new Response("a 1\n"));
  await run(1_000);
  loop.close();
  assert.deepEqual(of("netops_clock_skew_seconds"), []);
});

Deno.test("no timer is set for a time that is over, however late it is", () => {
  const delays: number[] = [];
  let nowMs = START_MS;
  const timer = {
    after: (delayMs: number) => (delays.push(delayMs), () => undefined),
    every: () => () => undefined,
    sleep: () => Promise.resolve(),
  };
  const loop = new ScrapeLoop({
    targets: { list: () => [targetOf("i1")] },
    clock: { nowMs: () => nowMs++, monotonicMs: () => 0 },
    ...{ timer, sink: new RecordingSampleSink(), onDrop: () => undefined },
    http: new ScriptedHttpClient(() => new Response("")),
  });
  loop.close();
  assert.deepEqual(delays, [0]);
});
