import assert from "node:assert/strict";
import { ArmTally } from "@netops/core/faults";
import { MetricRegistry } from "@netops/core/service";
import { FakeTimer } from "@netops/core/testing";
import { contextOf } from "../filter_fixture.ts";
import { countArms } from "./count_arms.ts";

function fixture() {
  const { clock } = new FakeTimer();
  const metrics = new MetricRegistry();
  const filter = countArms({ clock, metrics });
  const tally = new ArmTally("control");
  const answer = (status: number, attempts: readonly { readonly code: string }[] = []) => {
    const context = contextOf("/a");
    context.arms = [tally];
    context.attempts = attempts as typeof context.attempts;
    filter.run(context, status === 0 ? undefined : new Response(null, { status }));
  };
  return { filter, tally, metrics, answer };
}

Deno.test("without an arm the filter does not even apply", () => {
  assert.equal(fixture().filter.applies(contextOf("/a")), false);
});

Deno.test("an answer of 500 and above is a failure, one of 4xx is none, and to have left is one", () => {
  const { tally, answer, metrics } = fixture();
  for (const status of [200, 404, 500, 503]) answer(status);
  answer(504, [{ code: "cancelled" }]);
  const { requests, failures, latenciesMs } = tally.view();
  assert.deepEqual([requests, failures], [5, 3]);
  assert.equal(latenciesMs.reduce((sum, [, count]) => sum + count, 0), 5);
  const text = metrics.text();
  assert.match(text, /cohort_requests_total\{arm="control",outcome="failure"\} 3/);
  assert.match(text, /cohort_request_duration_seconds_count\{arm="control"\} 5/);
});
