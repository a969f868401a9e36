import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import { MemorySource } from "../promql/promqltest/memory_source.ts";
import { burnPairs } from "./burn_pairs.ts";
import { createRuleQuery } from "./rule_query.ts";
import { isBurning, sloStatus } from "./slo.ts";
import { allSlos, SloBook, STREAM_STARTS } from "./slo_book.ts";

const HOUR_MS = 3_600_000;
const SLO = { name: "s", objective: 0.99, windowMs: HOUR_MS, query: "" };

Deno.test("pairs of windows are those of the workbook for 30 days, and bounded below on a laptop", () => {
  const rows = (windowMs: number) =>
    burnPairs(windowMs).map((
      { longMs, shortMs, threshold },
    ) => [longMs / 60_000, shortMs / 60_000, Number(threshold.toFixed(6))]);
  assert.deepEqual(rows(720 * HOUR_MS), [[60, 5, 14.4], [360, 30, 6], [4320, 360, 1]]);
  assert.deepEqual(rows(HOUR_MS), [[5, 1, 1], [6, 1, 1]]);
  assert.deepEqual(rows(60_000), [[1, 1, 1]]);
});

Deno.test("at the threshold of a pair its long window uses its part of the budget, unless bounded", () => {
  fc.assert(fc.property(fc.integer({ min: 60_000, max: 720 * HOUR_MS }), (windowMs) => {
    for (const { longMs, shortMs, threshold } of burnPairs(windowMs)) {
      assert.ok(shortMs <= longMs && longMs <= windowMs && threshold >= 1);
      assert.ok(threshold === 1 || threshold * longMs / windowMs <= 0.1 + 1e-9);
    }
  }));
});

Deno.test("no data is unknown, never met, and no reason to stop", () => {
  const status = sloStatus(SLO, () => undefined);
  assert.equal(status.state, "unknown");
  assert.deepEqual([status.share, status.budgetLeftRatio], [undefined, undefined]);
  assert.ok(status.burn.every(({ rate }) => rate === undefined));
  assert.equal(isBurning(status), false);
});

Deno.test("an objective that is reached exactly is met; below it is exhausted", () => {
  const exact = sloStatus(SLO, () => 0.99);
  assert.equal(exact.state, "met");
  assert.ok(Math.abs(exact.budgetLeftRatio ?? 1) < 1e-9);
  const below = sloStatus(SLO, () => 0.98);
  assert.equal(below.state, "exhausted");
  assert.ok(Math.abs((below.budgetLeftRatio ?? 0) + 1) < 1e-9, "twice the budget is gone");
  assert.ok(isBurning(below));
});

Deno.test("it burns when both windows of a pair do, and not when only one does", () => {
  const shares = (bad: readonly number[]) => (windowMs: number) =>
    bad.includes(windowMs / 60_000) ? 0.95 : 0.999;
  assert.equal(sloStatus(SLO, shares([1, 5])).state, "burning");
  assert.ok(isBurning(sloStatus(SLO, shares([1, 5]))));
  assert.equal(sloStatus(SLO, shares([1])).state, "met");
  assert.equal(sloStatus(SLO, shares([5, 6])).state, "met");
  const rates = sloStatus(SLO, shares([1, 5])).burn
    .map(({ windowMs, rate }) => [windowMs / 60_000, rate?.toFixed(3)]);
  assert.deepEqual(rates, [[1, "5.000"], [5, "5.000"], [6, "0.100"], [60, "0.100"]]);
});

Deno.test("the objective of stream starts is there where the platform streams, unless the user has one", () => {
  assert.deepEqual(allSlos([SLO], false), [SLO]);
  assert.deepEqual(allSlos([SLO], true), [STREAM_STARTS, SLO]);
  const own = { ...SLO, name: "stream-starts" };
  assert.deepEqual(allSlos([own], true), [own]);
});

function rig(query = STREAM_STARTS.query) {
  const clock = new FakeClock();
  const source = new MemorySource();
  const slos = [{ ...STREAM_STARTS, query }];
  const ask = createRuleQuery(source, clock);
  const book = new SloBook({ slos, clock, query: ask });
  const count = (name: string, values: readonly number[]) =>
    source.append(
      LabelSet.of({ __name__: name, app: name, instance: "playback-1" }),
      values.map((value, at) => ({
        timeMs: clock.nowMs() - (values.length - 1 - at) * 1_000,
        value,
      })),
    );
  return { clock, book, count, look: () => book.statuses()[0] };
}

Deno.test("a query is asked for each window, and its share counts", () => {
  const { book, count } = rig();
  const steps = Array.from({ length: 601 }, (_, at) => at);
  count("sps_attempted", steps.map((at) => at * 10));
  // Five of a hundred fail in the last two minutes only.
  count("sps_started", steps.map((at) => at * 10 - Math.max(0, at - 480) * 0.5));
  const [status] = book.statuses();
  assert.equal(status?.state, "burning");
  assert.ok(Math.abs((status?.share ?? 0) - 0.99) < 1e-3, `${status?.share}`);
  assert.deepEqual(
    status?.burn.map(({ windowMs, rate }) => [windowMs / 60_000, rate?.toFixed(1)]),
    [[1, "5.0"], [5, "2.0"], [6, "1.7"], [60, "1.0"]],
  );
});

Deno.test("starts without any attempt are unknown", () => {
  assert.equal(rig().look()?.state, "unknown");
  const still = rig();
  still.count("sps_attempted", [0, 0, 0]);
  still.count("sps_started", [0, 0, 0]);
  assert.equal(still.look()?.state, "unknown");
});

Deno.test("a query that cannot be asked marks its objective with the reason", () => {
  for (
    const [query, error] of [
      ["sum(up[$window]", /parse error/],
      ["sum(up)", /has no \$window/],
      ["label_set[$window]", /rule result is a matrix/],
      ["count_over_time({instance='playback-1'}[$window])", /gives 2 series, not one/],
    ] as const
  ) {
    const { look, count } = rig(query);
    count("one", [1, 2]);
    count("other", [1, 2]);
    const status = look();
    assert.equal(status?.state, "unknown", query);
    assert.match(status?.error ?? "", error, query);
  }
});

Deno.test("an answer is given again for a second, then found anew", () => {
  const { book, clock } = rig();
  const first = book.statuses();
  clock.advance(999);
  assert.equal(book.statuses(), first);
  clock.advance(1);
  assert.notEqual(book.statuses(), first);
});
