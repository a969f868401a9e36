import assert from "node:assert/strict";
import { trafficLines } from "./traffic_lines.ts";

const paint = (_: string, text: string) => text;
const row = (app: string, requestsPerS: number, errorRatio: number | null = 0) => ({
  ...{ app, zone: "eu-a", instances: 2, requestsPerS, errorRatio, p50Ms: 1.25, p95Ms: 230.4 },
});

Deno.test("a row says how much, how much of it fails, and how long it takes", () => {
  const [, first, second, sum] = trafficLines([row("a", 120.4, 0.034), {
    ...row("b", 0, null),
    ...{ p50Ms: null, p95Ms: null },
  }], { paint });
  assert.match(first ?? "", /^a +eu-a +2 +120 +3\.4 % +1\.[23]ms +230ms$/);
  assert.match(second ?? "", /^b +eu-a +2 +0 +- +- +-$/);
  assert.match(sum ?? "", /^120 requests\/s in all/);
});

Deno.test("more rows than lines are cut with a word, the quieter ones first", () => {
  const rows = Array.from({ length: 20 }, (_, at) => row(`app${at}`, 20 - at));
  const lines = trafficLines(rows, { paint, mostLines: 8 });
  assert.equal(lines.length, 8);
  assert.match(lines[6] ?? "", /^… 15 more/);
});

Deno.test("in a narrow terminal errors and the 95th percentile stay to the last", () => {
  const titlesAt = (columns: number) =>
    (trafficLines([row("recommendation", 120)], { paint, columns })[0] ?? "").trim().split(/ +/);
  assert.equal(titlesAt(80).length, 7);
  assert.deepEqual(titlesAt(49), ["APP", "ZONE", "REQ/S", "ERRORS", "P50", "P95"]);
  assert.deepEqual(titlesAt(42), ["APP", "ZONE", "REQ/S", "ERRORS", "P95"]);
  assert.deepEqual(titlesAt(39), ["APP", "REQ/S", "ERRORS", "P95"]);
  for (const columns of [10, 20, 30, 40, 50, 60]) {
    const lines = trafficLines([row("recommendation", 120)], { paint, columns });
    assert.ok(lines.every((line) => line.length <= columns), String(columns));
  }
});
