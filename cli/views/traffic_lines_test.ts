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
