import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ExecutionView, StageView } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { refuseUncounted, stageToAnswer } from "../commands/deploy_approve.ts";
import { execution } from "./deploy_fixture.ts";
import { findExecution, findRunning } from "./find_execution.ts";

const old = execution({ id: "d-1", status: "SUCCEEDED", verdict: "promoted" });
const now = execution({ id: "d-2" });
const queued = execution({ id: "d-3", status: "NOT_STARTED" });

function api(...views: ExecutionView[]) {
  return {
    list: ({ app }: { readonly app?: string }) =>
      Promise.resolve(views.filter((view) => app === undefined || view.app === app)),
    execution: (id: string) => {
      const found = views.find((view) => view.id === id);
      if (found !== undefined) return Promise.resolve(found);
      return Promise.reject(new NetopsError("NOT_FOUND", `There is no ${id}`));
    },
  };
}

Deno.test("an app means what runs of it, else what waits, else its newest; an id means itself", async () => {
  assert.equal((await findExecution(api(queued, now, old), "hello")).id, "d-2");
  assert.equal((await findExecution(api(queued, old), "hello")).id, "d-3");
  assert.equal((await findExecution(api(old), "hello")).id, "d-1");
  assert.equal((await findExecution(api(now, old), "d-1")).id, "d-1");
  assert.equal((await findExecution(api(now, old), undefined)).id, "d-2");
});

Deno.test("what is not there, or is over, is said with where to look", async () => {
  const why = (code: string, fix: RegExp) => (error: NetopsError) =>
    error.code === code && fix.test(error.fix ?? "");
  await assert.rejects(findExecution(api(), undefined), why("NOT_FOUND", /deploy run/));
  await assert.rejects(findExecution(api(now), "helo"), why("NOT_FOUND", /deploy history/));
  await assert.rejects(findRunning(api(old), "hello"), why("REFUSED", /deploy status d-1/));
  assert.equal((await findRunning(api(now), "hello")).id, "d-2");
});

Deno.test("the stage that is answered is the only one that waits, or the one that is named", () => {
  const stage = (name: string, status: "RUNNING" | "SUCCEEDED" = "RUNNING") =>
    ({ name, type: "approve", needs: [], status, outputs: {} }) as const;
  const one = execution({ stages: [stage("ask"), stage("asked", "SUCCEEDED")] });
  const two = execution({ stages: [stage("ask"), stage("ops")] });
  assert.equal(stageToAnswer(one, undefined).name, "ask");
  assert.equal(stageToAnswer(two, "ops").name, "ops");
  assert.throws(() => stageToAnswer(two, undefined), /Several stages of d-1a2b3c4d wait: ask, ops/);
  assert.throws(() => stageToAnswer(one, "asked"), /No stage "asked"/);
  assert.throws(() => stageToAnswer(execution(), undefined), /waits for an answer/);
});

Deno.test("an answer that does not count is a refusal with why; one that counts is taken within looks", async () => {
  const asked: StageView = {
    ...{ name: "ask", type: "approve", needs: [], status: "RUNNING", outputs: {} },
    reason: "waits for an answer (ops): Go on?",
  };
  const answered = (...stages: readonly Partial<StageView>[]) => {
    const left = stages.map((change) => execution({ stages: [{ ...asked, ...change }] }));
    const api = { execution: () => Promise.resolve(left.shift() ?? execution({ stages: [] })) };
    const timer = new FakeTimer();
    return { timer, work: refuseUncounted(asked, "d-1", { api, timer }) };
  };
  const taken = answered({}, {});
  await taken.timer.advance(200);
  await taken.work;
  const wrong = answered({ reason: `${asked.reason}; the answer of ada does not count` });
  await assert.rejects(wrong.work, (error: NetopsError) => {
    return error.code === "REFUSED" && /ask of d-1 waits .* does not count/.test(error.message);
  });
});
