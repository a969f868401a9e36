import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../../model/label_set.ts";
import { formatNumber, formatShortest } from "./format_number.ts";
import { dataJson, errorAnswer, outcomeAnswer } from "./query_json.ts";

Deno.test("formatNumber() writes the shortest digits without an exponent", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "-0"],
    [0.1 + 0.2, "0.30000000000000004"],
    [1e21, "1000000000000000000000"],
    [1.5e300, `15${"0".repeat(299)}`],
    [1e-7, "0.0000001"],
    [-1.25e-9, "-0.00000000125"],
    [5e-324, `0.${"0".repeat(323)}5`],
    [NaN, "NaN"],
    [Infinity, "+Inf"],
    [-Infinity, "-Inf"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    const text = formatNumber(value);
    assert.ok(Object.is(Number(text), value));
    assert.doesNotMatch(text, /e/);
  }));
});

Deno.test("formatShortest() writes as Go's %g does", () => {
  const cases: [number, string][] = [
    [1e5, "100000"],
    [1e6, "1e+06"],
    [1234567, "1.234567e+06"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1e100, "1e+100"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of cases) assert.equal(formatShortest(value), text);
});

Deno.test("results are written as Prometheus' HTTP API writes them", () => {
  const labels = LabelSet.of({ __name__: "up", job: "a" });
  assert.deepEqual(
    dataJson({ resultType: "vector", timeMs: 1500, result: [{ labels, value: 1e6 }] }),
    {
      resultType: "vector",
      result: [{ metric: { __name__: "up", job: "a" }, value: [1.5, "1000000"] }],
    },
  );
  const series = { labels, timestampsMs: Float64Array.of(0, 250), values: Float64Array.of(1, NaN) };
  assert.deepEqual(dataJson({ resultType: "matrix", result: [series] }), {
    resultType: "matrix",
    result: [{ metric: { __name__: "up", job: "a" }, values: [[0, "1"], [0.25, "NaN"]] }],
  });
  assert.deepEqual(dataJson({ resultType: "scalar", timeMs: 0, result: Infinity }), {
    resultType: "scalar",
    result: [0, "+Inf"],
  });
  assert.deepEqual(dataJson({ resultType: "string", timeMs: 0, result: "x" }).result, [0, "x"]);
});

Deno.test("outcomes have Prometheus' envelope and status", () => {
  const data = { resultType: "scalar", timeMs: 0, result: 1 } as const;
  assert.deepEqual(outcomeAnswer({ data, warnings: ["w"], infos: [] }), {
    status: 200,
    body: {
      status: "success",
      data: { resultType: "scalar", result: [0, "1"] },
      warnings: ["w"],
    },
  });
  const parse = { errorType: "bad_data", message: "1:1: parse error: x", offset: 0 } as const;
  assert.deepEqual(errorAnswer(parse, "match[]"), {
    status: 400,
    body: {
      status: "error",
      errorType: "bad_data",
      error: 'invalid parameter "match[]": 1:1: parse error: x',
    },
  });
  const statuses = (["bad_data", "execution", "timeout"] as const).map((errorType) =>
    errorAnswer({ errorType, message: "m" }).status
  );
  assert.deepEqual(statuses, [400, 422, 503]);
});
