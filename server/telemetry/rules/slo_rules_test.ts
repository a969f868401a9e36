import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../model/label_set.ts";
import { MemorySource } from "../promql/promqltest/memory_source.ts";
import { createRuleQuery } from "./rule_query.ts";
import { STREAM_STARTS } from "./slo_book.ts";
import { sloRules } from "./slo_rules.ts";

/** Ten starts a second for ten minutes, of which a share failed in the last minutes. */
function firing(badShare: number, badMinutes: number, query = STREAM_STARTS.query) {
  const clock = new FakeClock();
  const source = new MemorySource();
  const steps = Array.from({ length: 601 }, (_, at) => at);
  const write = (name: string, valueAt: (at: number) => number) =>
    source.append(
      LabelSet.of({ __name__: name }),
      steps.map((at) => ({ timeMs: clock.nowMs() - (600 - at) * 1_000, value: valueAt(at) })),
    );
  write("sps_attempted", (at) => at * 10);
  write("sps_started", (at) => at * 10 - Math.max(0, at - 600 + badMinutes * 60) * 10 * badShare);
  const ask = createRuleQuery(source, clock);
  return sloRules([{ ...STREAM_STARTS, query }]).rules.flatMap((rule) => {
    const answer = ask(rule.query, clock.nowMs());
    assert.ok("samples" in answer, JSON.stringify(answer));
    return answer.samples.length > 0 && "alert" in rule
      ? [`${rule.alert} ${rule.labels.severity}`]
      : [];
  });
}

Deno.test("an objective that burns alerts, one that is exhausted alerts, one that is met does not", () => {
  assert.deepEqual(firing(0, 0), []);
  assert.deepEqual(firing(0.02, 1), []);
  assert.ok(firing(0.04, 2).some((name) => name.startsWith("SloBurning")));
  assert.ok(!firing(0.04, 2).includes("SloExhausted page"));
  assert.ok(firing(0.5, 5).includes("SloExhausted page"));
});

Deno.test("a query that is a scalar or has a comment is asked as well", () => {
  const scalar =
    "scalar(sum(increase(sps_started[$window])) / sum(increase(sps_attempted[$window])))";
  for (const query of [scalar, `${STREAM_STARTS.query} # of all`]) {
    assert.ok(firing(0.5, 5, query).includes("SloExhausted page"), query);
  }
});

Deno.test("an objective whose query cannot be asked has no rules", () => {
  for (const query of ["sum(up[$window]", "sum(up)"]) {
    assert.deepEqual(sloRules([{ ...STREAM_STARTS, query }]).rules, []);
  }
});
