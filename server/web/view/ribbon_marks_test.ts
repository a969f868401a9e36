import assert from "node:assert/strict";
import { nearestMark, RIBBON_PLACES, ribbonMarks } from "./ribbon_marks.ts";

const RANGE = { fromMs: 0, toMs: 90_000 };
const event = (tsMs: number, kind = "process.up") => ({ tsMs, kind, subject: "a-1", data: {} });

Deno.test("events that share a place are one mark, which a failure speaks for", () => {
  const marks = ribbonMarks([
    event(30_100),
    event(30_900, "process.crashed"),
    event(500),
  ], RANGE);
  assert.deepEqual(marks.map(({ atMs, count, failed }) => [atMs, count, failed]), [
    [500, 1, 0],
    [30_900, 2, 1],
  ]);
});

Deno.test("both ends of the time belong to it, and nothing else does", () => {
  const marks = ribbonMarks([event(0), event(90_000), event(-1), event(90_001)], RANGE);
  assert.deepEqual(marks.map((mark) => mark.at), [
    0.5 / RIBBON_PLACES,
    (RIBBON_PLACES - 0.5) / RIBBON_PLACES,
  ]);
});

Deno.test("nearestMark() takes the nearest within reach", () => {
  const marks = ribbonMarks([event(10_000), event(12_000)], RANGE);
  assert.equal(nearestMark(marks, 0.12, 0.02)?.atMs, 10_000);
  assert.equal(nearestMark(marks, 0.14, 0.02)?.atMs, 12_000);
  assert.equal(nearestMark(marks, 0.5, 0.02), undefined);
});
