import assert from "node:assert/strict";
import { keptRun, runningRun, STARTED_AT_MS } from "./report_fixture.ts";
import { tellStory } from "./tell_story.ts";

Deno.test("a story tells checks with what their probes saw, in the order of the run", () => {
  const { checks } = tellStory(keptRun());
  assert.deepEqual(checks.map(({ phase, isMet }) => [phase, isMet]), [
    ["before", true],
    ["during", true],
    ["during", false],
    ["after", true],
  ]);
  assert.equal(checks[2]?.probes[0]?.seen, "status 503, answer <b>2</b>");
  assert.equal(checks[2]?.probes[0]?.durationMs, 50);
});

Deno.test("the end of a fault is when the guardian saw it, with its hits, and not when the run asked", () => {
  const [fault] = tellStory(keptRun()).faults;
  assert.equal(fault?.endedAtMs, STARTED_AT_MS + 4_210);
  assert.equal(fault?.hits, 17);
  const [unseen] = tellStory({ ...keptRun(), events: [] }).faults;
  assert.equal(unseen?.endedAtMs, STARTED_AT_MS + 5_350);
});

Deno.test("what the platform said is what it said meanwhile, without jobs and faults of the run itself", () => {
  const { happenings } = tellStory(keptRun());
  assert.deepEqual(happenings.map(({ kind, tone }) => [kind, tone]), [
    ["breaker.opened", "bad"],
    ["breaker.closed", "good"],
  ]);
});

Deno.test("the plan counts declared pauses and fills in what the configuration says", () => {
  const { plan, hypothesis } = tellStory(keptRun());
  assert.equal(plan.methodMs, 5_000);
  assert.equal(hypothesis, "callers of shop get an answer");
  const [fault] = plan.marks.filter((mark) => mark.fault !== undefined);
  assert.deepEqual(fault?.fault, { kind: "latency", target: "shop" });
  assert.deepEqual([fault?.offsetMs, fault?.durationMs], [0, 4_000]);
  const { order } = keptRun();
  const renamed = tellStory({ ...keptRun(), order: { ...order, variables: ["app=till"] } });
  assert.equal(renamed.hypothesis, "callers of till get an answer");
});

Deno.test("checks beside the method are no phase of their own, and phases follow one another", () => {
  const { phases } = tellStory(keptRun());
  assert.deepEqual(phases.map(({ name }) => name), [
    "before",
    "method",
    "after",
    "undo",
    "recovery",
  ]);
  phases.slice(1).forEach(({ startedAtMs }, at) =>
    assert.equal(startedAtMs, phases[at]?.endedAtMs)
  );
});

Deno.test("a run that goes on is running, and one that never ended was cut off", () => {
  const going = tellStory(runningRun(), { nowMs: STARTED_AT_MS + 1_600 });
  assert.deepEqual([going.verdict.name, going.endedAtMs], ["running", STARTED_AT_MS + 1_600]);
  assert.equal(tellStory(runningRun()).verdict.name, "cut off");
  assert.equal(going.faults[0]?.expiresAtMs, STARTED_AT_MS + 4_200);
});

Deno.test("an experiment that cannot be read has a story without a plan", () => {
  const { order, ...rest } = keptRun();
  const story = tellStory({ ...rest, order: { ...order, text: "{" } });
  assert.deepEqual(story.plan.marks, []);
  assert.equal(story.checks.length, 4);
});
