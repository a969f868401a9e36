import assert from "node:assert/strict";
import fc from "fast-check";
import type { Span } from "../telemetry/data_answer.ts";
import { MOST_DEPTH, waterfallOf } from "./waterfall.ts";

function span(
  spanId: string,
  [startMs, durationMs]: readonly [number, number],
  rest: Partial<Span> = {},
): Span {
  return {
    ...{ spanId, service: "a", instance: "a-1", name: "n", kind: "server", startMs, durationMs },
    ...{ status: "ok", attributes: {}, ...rest },
  };
}

Deno.test("waterfallOf() lays spans over the time of the whole trace, children below parents", () => {
  const { rows, durationMs, services, errors } = waterfallOf([
    span("1", [100, 80]),
    span("2", [120, 40], { parentId: "1", service: "b", status: "error" }),
    span("3", [180, 20], { parentId: "2" }),
  ]);
  assert.deepEqual([durationMs, services, errors], [100, ["a", "b"], 1]);
  assert.deepEqual(rows.map((row) => [row.depth, row.start, row.width, row.serviceIndex]), [
    [0, 0, 0.8, 0],
    [1, 0.2, 0.4, 1],
    [2, 0.8, 0.2, 0],
  ]);
});

Deno.test("waterfallOf() counts a time that children share once, and none outside the span", () => {
  const { rows } = waterfallOf([
    span("1", [0, 100]),
    span("2", [10, 30], { parentId: "1" }),
    span("3", [20, 30], { parentId: "1" }),
    span("4", [90, 50], { parentId: "1" }),
  ]);
  assert.equal(rows[0]?.ownMs, 50);
});

Deno.test("waterfallOf() marks a span whose parent is not known, and a trace of no duration", () => {
  const { rows } = waterfallOf([span("1", [5, 0], { parentId: "outside" })]);
  assert.deepEqual([rows[0]?.isOrphan, rows[0]?.start, rows[0]?.width], [true, 0, 1]);
});

Deno.test("no span stands outside of its trace, however deep it is", () => {
  const times = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(times, (all) => {
    const { rows } = waterfallOf(
      all.map(([startMs, durationMs], index) =>
        span(String(index), [startMs, durationMs], index === 0 ? {} : { parentId: `${index - 1}` })
      ),
    );
    for (const row of rows) {
      assert.ok(row.start >= 0 && row.start + row.width <= 1 + 1e-9 || all.length === 1);
      assert.ok(row.depth <= MOST_DEPTH && row.ownMs >= -1e-9);
    }
  }));
});
