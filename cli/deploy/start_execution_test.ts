import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import type { ExecutionDraft } from "./conductor_api.ts";
import { execution } from "./deploy_fixture.ts";
import { rollbackPipeline } from "./deploy_pipeline.ts";
import { startExecution } from "./start_execution.ts";

const draft = { pipeline: rollbackPipeline("hello", undefined), key: "k-1" };

function started(answers: readonly (Error | "ok")[]) {
  const timer = new FakeTimer();
  const keys: (string | undefined)[] = [];
  const left = [...answers];
  const api = {
    start: ({ key }: ExecutionDraft) => {
      keys.push(key);
      const answer = left.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(execution());
    },
  };
  const { signal } = new AbortController();
  return { timer, keys, work: startExecution(draft, { api, timer, signal }) };
}

Deno.test("a start that nobody answered is asked for again with the same key", async () => {
  const gone = new NetopsError("UNREACHABLE", "Connection reset");
  const { timer, keys, work } = started([gone, new NetopsError("TIMED_OUT", "Late"), "ok"]);
  await timer.advance(1_000);
  assert.equal((await work).id, "d-1a2b3c4d");
  assert.deepEqual(keys, ["k-1", "k-1", "k-1"]);
  const { timer: other, keys: tried, work: lost } = started([gone, gone, gone, gone, "ok"]);
  const failure = assert.rejects(lost, gone);
  await other.advance(5_000);
  await failure;
  assert.equal(tried.length, 4);
});

Deno.test("a refusal is an answer", async () => {
  const { keys, work } = started([new NetopsError("REFUSED", "Another one runs")]);
  await assert.rejects(work, (error: NetopsError) => error.code === "REFUSED");
  assert.equal(keys.length, 1);
});
