import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { matrix, Rig } from "./metric_source_fixture.ts";

Deno.test("a query that is refused leaves its metric out, with the expression and what was said", async () => {
  const error = { status: "error", errorType: "bad_data", error: "1:4: parse error: unclosed" };
  const rig = new Rig((query) =>
    query.startsWith("bad") ? Response.json(error, { status: 400 }) : [{ values: [1, 1, 1, 1] }]
  );
  const { data, problems, absent } = await rig.read({ bad: { expr: "bad(" }, good: { expr: "a" } });
  assert.deepEqual(Object.keys(data), ["good"]);
  assert.deepEqual(absent, []);
  assert.deepEqual(problems, [
    'Metric "bad" is left out, as http://127.0.0.1:7073 refused it: bad_data: 1:4: parse error: unclosed; asked: bad(',
  ]);
});

Deno.test("a metric is left out when only one side's query fails: half an answer is none", async () => {
  const rig = new Rig((query) =>
    query.includes("v002") ? new Response("no", { status: 500 }) : [{ values: [1, 1, 1, 1] }]
  );
  const { data, problems } = await rig.read({ m: { expr: "a$group" } });
  assert.deepEqual(data, {});
  assert.match(
    problems[0] ?? "",
    /refused it: status 500, and no answer of a Prometheus: no; asked: ashop--v002$/,
  );
});

Deno.test("what is no Prometheus, no matrix or several series is left out, and why", async () => {
  const rig = new Rig((query) =>
    query === "html"
      ? new Response("<html>hello")
      : query === "vector"
      ? Response.json({ status: "success", data: { resultType: "vector", result: [] } })
      : query === "native"
      ? Response.json({
        status: "success",
        data: { resultType: "matrix", result: [{ metric: {}, histograms: [] }] },
      })
      : query === "infinite"
      ? [{ values: [0, "+Inf", 0, 0] }]
      : [{ values: [0, 1, 2, 3] }, { labels: { i: "b" }, values: [0, 1, 2, 3] }]
  );
  const { data, problems } = await rig.read({
    ...{ html: { expr: "html" }, vector: { expr: "vector" }, native: { expr: "native" } },
    ...{ infinite: { expr: "infinite" }, several: { expr: "a" } },
    ...{ buckets: { expr: "a", kind: "quantile" }, none: undefined },
  });
  assert.deepEqual(data, {});
  const words = [
    /"html" .*status 200, and no answer of a Prometheus: <html>hello/,
    /"vector" .*no answer of a Prometheus/,
    /"native" .*native histogram/,
    /"infinite" .*infinite/,
    /"several" .*it gives 2 series, and a metric is one; write avg/,
    /"buckets" .*no buckets with le up to \+Inf; ask for NAME_bucket/,
    /"none" .*has no query/,
  ];
  for (const [at, pattern] of words.entries()) assert.match(problems[at] ?? "", pattern);
});

Deno.test("a side without series has no points and is told; a metric that nobody has is absent", async () => {
  const rig = new Rig((query) =>
    query.startsWith("gone") || query.includes("v002") ? [] : [{ values: [0, 1, 2, 3] }]
  );
  const { data, problems, absent } = await rig.read({
    half: { expr: "half$group" },
    counts: { expr: "half$group", of: "all" },
    gone: { expr: "gone" },
  });
  assert.deepEqual(data, {
    half: { control: [1, 2, 3], experiment: [] },
    counts: {
      ...{ control: [1, 1, 1], experiment: [] },
      of: { control: [1, 1, 1], experiment: [] },
    },
  });
  assert.deepEqual(absent, ["gone"]);
  assert.match(problems[0] ?? "", /"half" has no series of canary shop--v002/);
  assert.match(problems[1] ?? "", /"counts" has no series of canary .*\(…\) or 0 \* \(all\)/);
  assert.match(problems[2] ?? "", /"gone" has no series at all: gone/);
});

Deno.test("counts of what is not there are told", async () => {
  const rig = new Rig((query) => query === "all" ? [] : [{ values: [0, 1, 2, 3] }]);
  const { data, problems } = await rig.read({ m: { expr: "a", of: "all" } });
  assert.deepEqual(data["m"]?.of?.control, [NaN, NaN, NaN]);
  assert.match(
    problems[0] ?? "",
    /"m" has nothing to be counted by: all has no series of baseline/,
  );
});

Deno.test("warnings of the source are told, and the points are taken", async () => {
  const rig = new Rig(() => matrix([{ values: [0, 1, 2, 3] }], { warnings: ["partial response"] }));
  const { data, problems } = await rig.read({ m: { expr: "a" } });
  assert.deepEqual(data["m"]?.control, [1, 2, 3]);
  assert.deepEqual(problems, ['Metric "m" may be wrong: partial response']);
});

Deno.test("a source that does not answer at all is UNREACHABLE, and is not asked for ever", async () => {
  const rig = new Rig(() => {
    throw new NetopsError("UNREACHABLE", "Cannot connect to 127.0.0.1:7073");
  });
  const queries = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`m${at}`, { expr: `a${at}` }]),
  );
  await assert.rejects(rig.read(queries), (error) => {
    assert.ok(error instanceof NetopsError);
    assert.equal(error.code, "UNREACHABLE");
    assert.match(
      error.message,
      /Cannot read metrics of http:\/\/127\.0\.0\.1:7073: Cannot connect/,
    );
    return true;
  });
  assert.ok(rig.http.requests.length <= 12, `${rig.http.requests.length} requests`);
  await assert.rejects(
    rig.read({ m: { expr: "a" } }, { prometheusUrl: "http://127.0.0.1:9090/p/" }),
  );
  assert.match(
    rig.http.requests.at(-1)?.url ?? "",
    /^http:\/\/127\.0\.0\.1:9090\/p\/api\/v1\/query_range/,
  );
});

Deno.test("one query that takes longer than 5 s is left out, and the others count", async () => {
  const never = new Promise<Response>(() => undefined);
  const rig = new Rig((query) => query === "slow" ? never : [{ values: [0, 1, 2, 3] }]);
  const http = rig.http;
  const send = http.send.bind(http);
  http.send = (request) =>
    Promise.race([
      send(request),
      new Promise<Response>((_, reject) =>
        request.signal?.addEventListener("abort", () => reject(request.signal?.reason))
      ),
    ]);
  const reading = rig.read({ slow: { expr: "slow" }, good: { expr: "a" } });
  await rig.timer.advance(4_999);
  assert.equal(rig.timer.pendingCount, 1);
  await rig.timer.advance(1);
  const { data, problems } = await reading;
  assert.deepEqual(Object.keys(data), ["good"]);
  assert.match(problems[0] ?? "", /gave no answer: No answer within 5 s; asked: slow/);
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("a body that never ends is given up, too", async () => {
  const endless = () => new Response(new ReadableStream({ start: () => undefined }));
  const rig = new Rig((query) => query === "endless" ? endless() : [{ values: [0, 1, 2, 3] }]);
  const reading = rig.read({ m: { expr: "endless" }, good: { expr: "a" } });
  await rig.timer.advance(5_000);
  assert.match((await reading).problems[0] ?? "", /gave no answer: .*asked: endless/);
});
