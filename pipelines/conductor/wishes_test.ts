import assert from "node:assert/strict";
import type { StageStep } from "../stages/stage_handler.ts";
import { ConductorRig } from "./conductor_fixture.ts";
import { handler, HELD, QUICK, stage, stageIn } from "./stage_doubles.ts";

Deno.test("a paused execution stands still: nothing starts, nothing is looked at; it goes on as it was", async () => {
  let looks = 0;
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(({ nowMs, startedAtMs }) => {
        looks++;
        return {
          status: nowMs - startedAtMs > 5_000 ? "SUCCEEDED" : "RUNNING",
          wakeAtMs: nowMs + 1_000,
        };
      }),
    },
  });
  const { id } = await rig.start([stage("a"), stage("b", { needs: ["a"] })]);
  await rig.advance(2_000);
  await rig.conductor.wish(id, { wish: "pause", by: "ann" });
  await rig.settle();
  const paused = await rig.conductor.view(id);
  assert.deepEqual([paused.status, paused.isPauseAsked, stageIn(paused, "a").status], [
    ...["PAUSED", true, "PAUSED"],
  ]);
  assert.equal(paused.pausedBy, "ann");
  const before = looks;
  await rig.advance(20_000);
  assert.equal(looks, before);
  assert.equal(rig.timer.pendingCount, 0);
  await rig.conductor.wish(id, { wish: "resume", by: "ann" });
  await rig.settle();
  assert.equal((await rig.conductor.view(id)).pausedBy, undefined);
  const view = await rig.untilOver(id);
  assert.equal(view?.status, "SUCCEEDED");
  assert.equal(stageIn(view, "a").endedAtMs! - stageIn(view, "a").startedAtMs!, 22_000);
});

Deno.test("a pause does not stop what is taken back", async () => {
  let steps = 0;
  const deploy = { strategy: "canary", isRollingBack: true } as
    & StageStep<unknown>["deploy"]
    & object;
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(({ nowMs }) => ({
        ...{ status: ++steps < 5 ? "RUNNING" : "FAILED", wakeAtMs: nowMs + 1_000, deploy },
      })),
      rollback: handler(({ nowMs }) => ({
        ...{ status: ++steps < 10 ? "RUNNING" : "SUCCEEDED", wakeAtMs: nowMs + 1_000 },
      })),
    },
  });
  for (const type of ["wait", "rollback"] as const) {
    const { id } = await rig.start([stage("a", { type })]);
    await rig.advance(1_000);
    await rig.conductor.wish(id, { wish: "pause", by: "ann" });
    assert.notEqual((await rig.untilOver(id))?.status, "PAUSED");
  }
  assert.equal(steps, 10);
});

Deno.test("wishes go to the stages that can take them, once, and end a pause", async () => {
  const heard: [string, unknown][] = [];
  const taking = handler(({ spec, wishes }) => {
    heard.push([spec.name, wishes]);
    const took = Object.keys(wishes) as (keyof typeof wishes)[];
    return { status: "RUNNING", wakeAtMs: Infinity, took };
  });
  await using rig = await ConductorRig.open({
    handlers: { wait: taking, deploy: taking, until: taking },
  });
  const { id } = await rig.start([
    stage("a"),
    stage("b", { type: "deploy" }),
    stage("c", { type: "until" }),
  ]);
  await rig.settle();
  await rig.conductor.wish(id, { wish: "pause", by: "ann" });
  await rig.settle();
  heard.length = 0;
  await rig.conductor.wish(id, { wish: "promote", by: "ann", full: true });
  await rig.settle();
  assert.deepEqual(heard.slice(0, 2), [["a", { promote: "full" }], ["b", { promote: "full" }]]);
  assert.ok(heard.slice(2).every(([, wishes]) => Object.keys(wishes as object).length === 0));
  const view = await rig.conductor.view(id);
  assert.equal(view.isPauseAsked, false);
  heard.length = 0;
  await rig.conductor.wish(id, { wish: "rollback", by: "ann" });
  await rig.settle();
  assert.deepEqual(heard[0], ["a", { rollback: true }]);
  const { record } = (await rig.read(id))!;
  assert.deepEqual(record.stages.map(({ wishes }) => wishes), [{}, {}, {}]);
});

Deno.test("a wish that comes while a stage is looked at is heard at once, and none is lost", async () => {
  const gate = Promise.withResolvers<void>();
  const heard: unknown[] = [];
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler(async ({ wishes }) => {
        if (heard.length === 0) await gate.promise;
        heard.push(wishes.promote);
        return {
          status: wishes.promote === "full" ? "SUCCEEDED" : "RUNNING",
          wakeAtMs: Infinity,
          took: ["promote"],
        };
      }),
    },
  });
  const { id } = await rig.start([stage("a")]);
  await rig.settle();
  await rig.conductor.wish(id, { wish: "promote", by: "ann", full: true });
  gate.resolve();
  assert.equal((await rig.untilOver(id, 1_000))?.status, "SUCCEEDED");
  assert.deepEqual(heard, [undefined, "full"]);
});

Deno.test("an answer goes to the stage that asks; nobody else is told anything", async () => {
  const answers: unknown[] = [];
  await using rig = await ConductorRig.open({
    handlers: {
      approve: handler(({ wishes }) => {
        if (wishes.answer === undefined) return { status: "RUNNING", wakeAtMs: Infinity };
        answers.push(wishes.answer);
        return { status: "SUCCEEDED", took: ["answer"] };
      }),
      until: HELD,
    },
  });
  const { id } = await rig.start([
    stage("ask", { type: "approve" }),
    stage("other", { type: "until" }),
  ]);
  await rig.settle();
  const wish = { wish: "answer", by: "ann", approve: true, role: "sre" } as const;
  for (const name of ["other", "none"]) {
    await assert.rejects(rig.conductor.wish(id, { ...wish, stage: name }), {
      code: "REFUSED",
      message: /nothing waits for it: at work: ask \(approve\), other \(until\)/,
    });
  }
  await rig.conductor.wish(id, { ...wish, stage: "ask" });
  await rig.settle();
  assert.deepEqual(answers, [{ by: "ann", approve: true, role: "sre" }]);
  await assert.rejects(rig.conductor.wish(id, { ...wish, stage: "ask" }), { code: "REFUSED" });
  await assert.rejects(rig.conductor.wish(id, { wish: "promote", by: "ann", full: false }), {
    message: /nothing waits for it: at work: other \(until\)/,
  });
});

Deno.test("an end that is asked for says by whom and why, and counts for what runs only", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK, until: HELD } });
  const { id } = await rig.start([
    stage("a"),
    stage("b", { needs: ["a"], type: "until" }),
    stage("c", { needs: ["b"] }),
  ]);
  await rig.settle();
  await rig.conductor.wish(id, { wish: "abort", by: "ann", reason: "lunch" });
  const view = await rig.untilOver(id);
  assert.deepEqual(view?.stages.map(({ status }) => status), [
    "SUCCEEDED",
    "CANCELED",
    "NOT_STARTED",
  ]);
  assert.deepEqual([view?.status, view?.verdict, view?.reason], [
    ...["CANCELED", "inconclusive", "ended by ann: lunch"],
  ]);
  await assert.rejects(rig.conductor.wish(id, { wish: "abort", by: "bob" }), {
    code: "REFUSED",
    message: /Cannot abort d-00000001 as it is over: CANCELED/,
  });
  await assert.rejects(rig.conductor.wish("d-none", { wish: "abort", by: "bob" }), {
    code: "NOT_FOUND",
  });
});

Deno.test("a wish whose answer got lost counts all the same, and one that was not written does not", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: HELD } });
  const { id } = await rig.start([stage("a")]);
  await rig.settle();
  rig.kv.failures.push("refused");
  await assert.rejects(rig.conductor.wish(id, { wish: "abort", by: "ann" }), /database is away/);
  await rig.settle();
  assert.equal((await rig.conductor.view(id)).isCancelAsked, false);
  rig.kv.failures.push("lost-answer");
  await assert.rejects(rig.conductor.wish(id, { wish: "abort", by: "ann" }), /the answer got lost/);
  assert.equal((await rig.untilOver(id, 1_000))?.status, "CANCELED");
});
