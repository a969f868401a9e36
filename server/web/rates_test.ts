import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePromText } from "./prom_text.ts";
import { CALL_SAMPLE_NAMES, increaseBetween, quantileOf, type Scrape } from "./rates.ts";
import { TrafficWindow } from "./traffic_window.ts";

function scrape(atMs: number, lines: string[], source = "gateway-1"): Scrape {
  const text = lines.map((line) => `upstream_request_duration_seconds_${line}`).join("\n");
  return { source, atMs, samples: parsePromText(text, CALL_SAMPLE_NAMES) };
}

function counts(
  atMs: number,
  ok: number,
  { failed = 0, source = "gateway-1" }: { failed?: number; source?: string } = {},
): Scrape {
  return scrape(atMs, [
    `count{upstream_app="hello",code="200"} ${ok}`,
    `count{upstream_app="hello",code="503"} ${failed}`,
    `bucket{upstream_app="hello",code="200",le="0.1"} ${ok}`,
    `bucket{upstream_app="hello",code="200",le="+Inf"} ${ok}`,
  ], source);
}

Deno.test("increaseBetween() counts 5xx and words as errors, 4xx not", () => {
  const lines = (n: number) => [
    `count{upstream_app="a",code="200"} ${n}`,
    `count{upstream_app="a",code="404"} ${n}`,
    `count{upstream_app="a",code="500"} ${n}`,
    `count{upstream_app="a",code="timeout"} ${n}`,
  ];
  const increase = increaseBetween(scrape(0, lines(1)), scrape(1000, lines(3))).get("a");
  assert.equal(increase?.calls, 8);
  assert.equal(increase?.errors, 4);
});

Deno.test("a counter that fell is counted from zero, so no increase is ever negative", () => {
  fc.assert(fc.property(fc.nat(1e6), fc.nat(1e6), (before, after) => {
    const increase = increaseBetween(counts(0, before), counts(1000, after)).get("hello");
    assert.equal(increase?.calls, after >= before ? after - before : after);
  }));
});

Deno.test("quantileOf() is linear inside the bucket that holds the rank", () => {
  const buckets = new Map([[0.1, 50], [0.2, 100], [Infinity, 100]]);
  assert.deepEqual(quantileOf(0.5, buckets), { valueMs: 100, atLeast: false });
  assert.equal(Math.round(quantileOf(0.95, buckets)?.valueMs ?? 0), 190);
});

Deno.test("quantileOf() says at least when the rank lies beyond the last finite bound", () => {
  assert.deepEqual(quantileOf(0.95, new Map([[0.1, 5], [Infinity, 10]])), {
    valueMs: 100,
    atLeast: true,
  });
  assert.equal(quantileOf(0.95, new Map([[0.1, 0], [Infinity, 0]])), undefined);
});

Deno.test("TrafficWindow averages over 5 steps and adds up its sources", () => {
  const window = new TrafficWindow();
  for (let step = 0; step <= 8; step++) {
    const atMs = step * 1000;
    window.add(atMs, [
      counts(atMs, 100 + step * 30, { failed: step * 10 }),
      counts(atMs, step * 10, { source: "g2" }),
    ]);
  }
  const row = window.rows()["hello"];
  assert.equal(row?.callsPerS, 50);
  assert.equal(row?.errorRatio, 0.2);
  assert.equal(row?.p95Ms, 95);
  assert.equal(row?.history.length, 8);
});

Deno.test("TrafficWindow shows no burst for what a gateway counted before it was watched", () => {
  const window = new TrafficWindow();
  window.add(0, [counts(0, 1_000_000)]);
  assert.deepEqual(window.rows(), {});
  window.add(1000, [counts(1000, 1_000_000), counts(1000, 5_000, { source: "new" })]);
  assert.equal(window.rows()["hello"]?.callsPerS, 0);
  assert.equal(window.rows()["hello"]?.errorRatio, undefined);
});

Deno.test("TrafficWindow begins anew after a gap of more than 10 s", () => {
  const window = new TrafficWindow();
  window.add(0, [counts(0, 0)]);
  window.add(10_000, [counts(10_000, 100)]);
  assert.equal(window.rows()["hello"]?.callsPerS, 10);
  window.add(20_001, [counts(20_001, 5_000)]);
  assert.deepEqual(window.rows(), {});
});
