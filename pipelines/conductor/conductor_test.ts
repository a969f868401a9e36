import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import { ConductorRig, type RigOptions, type StageDraft } from "./conductor_fixture.ts";
import { handler, QUICK, stage, stageIn } from "./stage_doubles.ts";

async function carryOut(
  stages: readonly StageDraft[],
  options: RigOptions,
): Promise<ExecutionView> {
  await using rig = await ConductorRig.open(options);
  const { id } = await rig.start(stages);
  return (await rig.untilOver(id))!;
}

Deno.test("a conductor with nothing open has no timer and asks nobody", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const { id } = await rig.start([stage("a")]);
  assert.equal((await rig.untilOver(id))?.status, "SUCCEEDED");
  await rig.settle();
  assert.equal(rig.timer.pendingCount, 0);
  assert.equal(rig.conductor.openCount, 0);
  const before = rig.kv.commitCount;
  await rig.advance(60_000);
  assert.equal(rig.kv.commitCount, before);
});

Deno.test("a stage sees what those before it gave out, in the place of references", async () => {
  const seen: unknown[] = [];
  const view = await carryOut([
    stage("first"),
    stage("second", {
      needs: ["first"],
      type: "http",
      headers: { a: { output: "first.waitedMs" } },
    }),
  ], {
    handlers: {
      wait: handler(() => ({ status: "SUCCEEDED", outputs: { waitedMs: 7 } })),
      http: handler(({ spec, outputs }) => {
        seen.push(Reflect.get(spec, "headers"), outputs);
        return { status: "SUCCEEDED" };
      }),
    },
  });
  assert.equal(view.status, "SUCCEEDED");
  assert.deepEqual(seen, [{ a: "7" }, { first: { waitedMs: 7 } }]);
});

Deno.test("a value that nobody gave fails a stage, and never skips it", async () => {
  const options = { handlers: { wait: QUICK } };
  const when = [{ left: { output: "first.waitedMs" }, is: "=", right: 1 }];
  const view = await carryOut(
    [stage("first"), stage("second", { needs: ["first"], when })],
    options,
  );
  const { status, reason } = stageIn(view, "second");
  assert.equal(status, "TERMINAL");
  assert.match(
    reason ?? "",
    /^Cannot fill in second.when.0.left as the stage first gave out nothing/,
  );
  assert.equal(view.status, "TERMINAL");
});

Deno.test("a stage is skipped when one of its conditions does not hold, and what needs it goes on", async () => {
  const when = [{ left: 1, is: "=", right: "1" }, { left: "b", is: "matches", right: "^a" }];
  const view = await carryOut([
    stage("no", { when }),
    stage("yes", { when: when.slice(0, 1), needs: ["no"] }),
  ], { handlers: { wait: QUICK } });
  assert.deepEqual(stageIn(view, "no").status, "SKIPPED");
  assert.equal(stageIn(view, "no").reason, "skipped, as this does not hold: b matches ^a");
  assert.equal(stageIn(view, "yes").status, "SUCCEEDED");
  assert.equal(view.status, "SUCCEEDED");
});

Deno.test("a stage waits until its window opens; that of the pipeline holds up the first one only", async () => {
  let started: Record<string, number> = {};
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(({ spec, nowMs }) => {
        started = { ...started, [spec.name]: nowMs };
        return { status: "SUCCEEDED" };
      }),
    },
    world: { opensAtMs: ({ timeZone }, nowMs) => Math.max(nowMs, Number(timeZone)) },
  });
  const startMs = rig.clock.nowMs();
  const windowAt = (afterMs: number) => ({ timeZone: String(startMs + afterMs), hours: [] });
  const { id } = await rig.start([
    stage("a"),
    stage("b", { needs: ["a"], window: windowAt(90_000) }),
    stage("c", { needs: ["b"] }),
  ], { pipelineOf: { window: windowAt(10_000) } });
  await rig.advance(1_000);
  assert.match(stageIn(await rig.conductor.view(id), "a").reason ?? "", /^waits for its window/);
  await rig.advance(60_000);
  assert.equal(stageIn(await rig.conductor.view(id), "b").status, "NOT_STARTED");
  await rig.untilOver(id);
  const after = Object.entries(started).map(([name, atMs]) => [name, atMs - startMs]);
  assert.deepEqual(after, [["a", 10_000], ["b", 90_000], ["c", 90_000]]);
});

Deno.test("handlers' events are numbered with the rest, and told to the time line as of one family", async () => {
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler((_scope, state) => ({
        status: state === 2 ? "SUCCEEDED" : "RUNNING",
        state: Number(state) + 1,
        events: [{ kind: state === 0 ? "route" : "deploy.look", data: { state } }],
      })),
    },
  });
  const { id } = await rig.start([stage("a")]);
  await rig.untilOver(id);
  const events = await rig.conductor.events(id, 0);
  assert.deepEqual(events.map(({ seq, kind, stage }) => [seq, kind, stage]), [
    [1, "deploy.started", undefined],
    [2, "deploy.stage", "a"],
    [3, "deploy.route", "a"],
    [4, "deploy.look", "a"],
    [5, "deploy.look", "a"],
    [6, "deploy.stage", "a"],
    [7, "deploy.ended", undefined],
  ]);
  assert.deepEqual((await rig.conductor.events(id, 5)).map(({ seq }) => seq), [6, 7]);
  const told = rig.events.events.map(({ kind, subject, data }) => [kind, subject, data?.["seq"]]);
  assert.deepEqual(told, events.map(({ kind, seq }) => [kind, "shop", seq]));
  assert.deepEqual(rig.events.events[2]?.data, { state: 0, execution: id, seq: 3, stage: "a" });
});

Deno.test("a look in which nothing changes is not written", async () => {
  await using rig = await ConductorRig.open({
    handlers: { wait: handler(({ nowMs }) => ({ status: "RUNNING", wakeAtMs: nowMs + 250 })) },
  });
  await rig.start([stage("a")]);
  await rig.advance(1_000);
  const before = rig.kv.commitCount;
  await rig.advance(10_000);
  assert.equal(rig.kv.commitCount, before);
});

Deno.test("what executions came to is counted by app and verdict, with the requests that were dropped", async () => {
  const outputs = { verdict: "rolled-back", dropped: 3, requests: 100 };
  await using rig = await ConductorRig.open({
    handlers: {
      wait: QUICK,
      deploy: handler(() => ({ status: "FAILED", outputs, reason: "bad" })),
    },
  });
  await rig.untilOver((await rig.start([stage("a")])).id);
  for (let round = 0; round < 2; round++) {
    await rig.untilOver((await rig.start([stage("a", { type: "deploy" })])).id);
  }
  const text = rig.metrics.text();
  assert.match(text, /deploy_executions_total\{app="shop",verdict="promoted"\} 1/);
  assert.match(text, /deploy_executions_total\{app="shop",verdict="rolled-back"\} 2/);
  assert.match(text, /deploy_dropped_total\{app="shop"\} 6/);
});
