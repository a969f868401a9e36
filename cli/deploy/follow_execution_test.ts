import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { execution } from "./deploy_fixture.ts";
import { followExecution } from "./follow_execution.ts";

/** What one connection brings: views, signs of life, and how it ends. */
type Connection = readonly (ExecutionView | undefined | "hangs" | Error)[];

function followed(connections: readonly Connection[], { isAlive = (): boolean => true } = {}) {
  const timer = new FakeTimer();
  const troubles: (string | undefined)[] = [];
  const seen: number[] = [];
  const leaving = new AbortController();
  const left = [...connections];
  let opened = 0;
  async function* stream(_id: string, signal: AbortSignal) {
    opened++;
    for (const step of left.shift() ?? [new NetopsError("UNREACHABLE", "Nobody answers")]) {
      if (step instanceof Error) throw step;
      if (step !== "hangs") yield step;
      else await new Promise((resolve) => signal.addEventListener("abort", resolve));
    }
  }
  const work = (async () => {
    const options = {
      ...{ stream, timer, clock: timer.clock, signal: leaving.signal, isAlive },
      onTrouble: (why: string | undefined) => troubles.push(why),
    };
    for await (const view of followExecution("d-1", options)) seen.push(view.seq);
  })();
  return { timer, troubles, seen, leaving, work, opened: () => opened };
}

const at = (seq: number, change: Partial<ExecutionView> = {}) => execution({ seq, ...change });
const over = (seq: number) => at(seq, { status: "SUCCEEDED" });

Deno.test("an execution is followed to its end, through a conductor that dies and comes back", async () => {
  const { timer, troubles, seen, work, opened } = followed([
    [at(1), undefined, at(2)],
    [new NetopsError("UNREACHABLE", "Connection refused")],
    [new TypeError("body broke")],
    [at(2), at(5), over(6)],
  ]);
  await timer.advance(1_500);
  await work;
  assert.deepEqual(seen, [1, 2, 2, 5, 6]);
  assert.deepEqual(troubles, ["the stream ended", "Connection refused", "body broke", undefined]);
  assert.deepEqual([opened(), timer.pendingCount], [4, 0]);
});

Deno.test("what is older than what is known is not shown again", async () => {
  const { timer, seen, work } = followed([[at(7)], [at(3), over(8)]]);
  await timer.advance(500);
  await work;
  assert.deepEqual(seen, [7, 8]);
});

Deno.test("a conductor that says nothing for 10 s is asked anew, one that pings is not", async () => {
  const { timer, seen, opened, work } = followed([[at(1), "hangs"], [over(2)]]);
  await timer.advance(9_000);
  assert.equal(opened(), 1);
  await timer.advance(1_500);
  await work;
  assert.deepEqual(seen, [1, 2]);
});

Deno.test("after a minute without a conductor it is said where to look; without a platform at once", async () => {
  const lost = followed([[at(1)]]);
  const failure = assert.rejects(lost.work, (error: NetopsError) => {
    return error.code === "UNREACHABLE" && /netops deploy status d-1/.test(error.fix ?? "");
  });
  await lost.timer.advance(59_000);
  assert.ok(lost.opened() > 50);
  await lost.timer.advance(2_000);
  await failure;
  const gone = followed([[at(1)]], { isAlive: () => false });
  await assert.rejects(gone.work, (error: NetopsError) => error.code === "NOT_RUNNING");
});

Deno.test("an execution that is not there is told at once; who leaves is gone at once", async () => {
  const missing = followed([[new NetopsError("NOT_FOUND", "There is no d-1")]]);
  await assert.rejects(missing.work, (error: NetopsError) => error.code === "NOT_FOUND");
  const { leaving, seen, work, timer } = followed([[at(1), "hangs"]]);
  await timer.settle();
  leaving.abort();
  await work;
  assert.deepEqual([seen, timer.pendingCount], [[1], 0]);
});
