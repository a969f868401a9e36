import assert from "node:assert/strict";
import type { FaultView } from "@netops/core/contracts";
import { keptRun, runningRun, STARTED_AT_MS } from "./report_fixture.ts";
import { tellStory } from "./tell_story.ts";
import { undoWords } from "./words.ts";

/** A fault as the guardian's journal has it; over ones ended 3.5 s after the start. */
function viewOf(id: string, state: FaultView["state"]): FaultView {
  const over = state === "undone" ? { endedAtMs: STARTED_AT_MS + 3_500 } : {};
  return {
    ...{ id, state, kind: "latency", targets: [], parameters: {}, experimentId: "x-00c0ffee" },
    ...{ startedAtMs: STARTED_AT_MS + 200, expiresAtMs: STARTED_AT_MS + 4_200, ...over },
  };
}

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

Deno.test("a run that its own process carries out at this moment is running, and its fault is at work", () => {
  const nowMs = STARTED_AT_MS + 1_600;
  const { progress, ...run } = runningRun();
  const [started, ...rest] = progress;
  const begun = { ...started!, data: { seed: "s-1", planHash: "p-1" } };
  const faults = [viewOf("f-1", "active")];
  const fate = { isRunning: true, nowMs, faults };
  const story = tellStory({ ...run, progress: [begun, ...rest], fate });
  assert.deepEqual([story.verdict.name, story.endedAtMs], ["running", nowMs]);
  assert.deepEqual([story.seed, story.planHash], ["s-1", "p-1"]);
  assert.deepEqual([story.faults[0]?.undone, undoWords(story.faults[0]!)], [undefined, "at work"]);
  assert.equal(story.activities[0]?.status, "succeeded");
});

Deno.test("a run that was cut off lasted as long as its process was seen, and its faults as the guardian says", () => {
  const pulse = { pid: 7, startMark: "", atMs: STARTED_AT_MS + 3_000 };
  const cutOff = (faults?: readonly FaultView[]) =>
    tellStory({
      ...{ ...runningRun(), pulse },
      fate: { isRunning: false, nowMs: STARTED_AT_MS + 90_000, ...(faults && { faults }) },
    });
  const gone = cutOff([viewOf("f-1", "undone"), viewOf("f-untold", "undone")]);
  assert.equal(gone.endedAtMs, STARTED_AT_MS + 3_000);
  assert.deepEqual(gone.faults.map(({ id, undone, endedAtMs }) => [id, undone, endedAtMs]), [
    ["f-1", true, STARTED_AT_MS + 3_500],
    ["f-untold", true, STARTED_AT_MS + 3_500],
  ]);
  assert.deepEqual([gone.verdict.name, gone.verdict.undone], ["cut off", true]);
  assert.match(gone.verdict.reason, /never came to its end; its 2 faults are gone/);
  const forgotten = cutOff([]);
  assert.deepEqual([forgotten.faults[0]?.undone, forgotten.verdict.undone], [true, true]);
  for (const open of [cutOff([viewOf("f-1", "active")]), cutOff([viewOf("f-1", "undo-failed")])]) {
    assert.equal(open.verdict.undone, false);
    assert.match(open.verdict.reason, /its fault is not seen to be gone/);
    assert.match(undoWords(open.faults[0]!), /journal has it as active|its undo failed/);
  }
  assert.deepEqual([cutOff().faults[0]?.undone, cutOff().verdict.undone], [undefined, false]);
});

Deno.test("an end that the guardian saw seconds after a run was cut off is the end of its fault", () => {
  const { events, ...run } = runningRun();
  const undone = { ...events[0]!, ...{ kind: "fault.undone", subject: "f-1", data: { hits: 3 } } };
  const tsMs = STARTED_AT_MS + 8_000;
  const { faults } = tellStory({ ...run, events: [{ ...undone, tsMs }] });
  assert.deepEqual([faults[0]?.undone, faults[0]?.endedAtMs, faults[0]?.hits], [true, tsMs, 3]);
});

Deno.test("a run that ended with a word tells it", () => {
  const { order, events } = runningRun();
  const ended = { kind: "ended" as const, atMs: STARTED_AT_MS, data: { message: "no such app" } };
  const said = tellStory({ order, events, progress: [ended] });
  assert.equal(said.verdict.reason, "no such app; it had no fault");
  assert.match(tellStory({ order, events, progress: [] }).verdict.reason, /^the run never began/);
});

Deno.test("an experiment that cannot be read has a story without a plan", () => {
  const { order, ...rest } = keptRun();
  const story = tellStory({ ...rest, order: { ...order, text: "{" } });
  assert.deepEqual(story.plan.marks, []);
  assert.equal(story.checks.length, 4);
});
