import assert from "node:assert/strict";
import { CallWindow, type VitalsRow } from "./vitals.ts";

function row(id: string, code: string, count: number): VitalsRow {
  return { metric: { upstream_instance: id, code }, value: [0, String(count)] };
}

Deno.test("CallWindow counts what came in the window, also what a series is born with", () => {
  const window = new CallWindow(10_000);
  assert.deepEqual(window.take([row("a", "200", 100)], 0).get("a"), { calls: 0, failed: 0 });
  const born = window.take([row("a", "200", 104), row("a", "500", 6)], 1_000);
  assert.deepEqual(born.get("a"), { calls: 10, failed: 6 });
  const unreachable = window.take([row("b", "UNREACHABLE", 3)], 2_000);
  assert.deepEqual(unreachable.get("b"), { calls: 3, failed: 3 });
});

Deno.test("CallWindow forgets what is older than the window", () => {
  const window = new CallWindow(10_000);
  for (let second = 0; second <= 30; second++) {
    const counts = window.take([row("a", "500", Math.min(second, 5))], second * 1_000);
    const expected = Math.min(second, 5) - Math.min(Math.max(0, second - 10), 5);
    assert.equal(counts.get("a")?.failed, expected, `after ${second} s`);
  }
});

Deno.test("CallWindow takes a counter that went back for one that was born again", () => {
  const window = new CallWindow(10_000);
  window.take([row("a", "200", 100)], 0);
  assert.deepEqual(window.take([row("a", "200", 7)], 1_000).get("a"), { calls: 7, failed: 0 });
});
