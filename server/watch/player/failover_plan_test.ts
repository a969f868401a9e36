import assert from "node:assert/strict";
import fc from "fast-check";
import { ANSWER } from "../view/view_fixture.ts";
import { FailoverPlan } from "./failover_plan.ts";

const idsOf = (plan: FailoverPlan) => plan.candidates().map(({ id }) => id);

Deno.test("whoever failed is looked at last, and first again when a segment came", () => {
  const plan = new FailoverPlan(ANSWER.ocas);
  assert.deepEqual([idsOf(plan), plan.haveAllFailed], [["one", "two"], false]);
  plan.failed("one");
  assert.deepEqual([idsOf(plan), plan.haveAllFailed], [["two", "one"], false]);
  plan.failed("two");
  assert.deepEqual([idsOf(plan), plan.haveAllFailed], [["one", "two"], true]);
  plan.calm();
  assert.deepEqual([idsOf(plan), plan.haveAllFailed], [["one", "two"], false]);
});

Deno.test("a fresh answer that still offers what failed does not put it first", () => {
  const plan = new FailoverPlan([]);
  assert.equal(plan.haveAllFailed, false);
  plan.failed("one");
  plan.renew(ANSWER.ocas);
  assert.deepEqual(idsOf(plan), ["two", "one"]);
});

Deno.test("however OCAs fail, each that is offered is a candidate, once", () => {
  const failures = fc.array(fc.constantFrom("one", "two", "gone", undefined));
  fc.assert(fc.property(failures, (failed) => {
    const plan = new FailoverPlan(ANSWER.ocas);
    for (const oca of failed) plan.failed(oca);
    assert.deepEqual(idsOf(plan).toSorted(), ["one", "two"]);
  }));
});
