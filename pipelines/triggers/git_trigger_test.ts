import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { TriggerBoard } from "./trigger_board.ts";
import { TriggerRig } from "./trigger_fixture.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];

function onMain(everyMs = 5_000) {
  const trigger = { type: "git" as const, repo: "/src/hello", ref: "main", everyMs };
  return [{ name: "ship", triggers: [trigger] }];
}

async function rigAt(commit: string | undefined): Promise<[TriggerRig, TriggerBoard]> {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  if (commit !== undefined) rig.refs.set("main", commit);
  const board = new TriggerBoard(rig);
  await board.replace(onMain());
  return [rig, board];
}

Deno.test("the first sight of a ref is remembered, and a change starts the pipeline once", async () => {
  const [rig, board] = await rigAt(A);
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.started, []);
  rig.refs.set("main", B);
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.started, [`ship git git/ship/${B}/1`]);
  await board.close();
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("it asks git for the commit of the ref, as often as is said, and never for a password", async () => {
  const [rig] = await rigAt(A);
  await rig.timer.advance(14_999);
  assert.equal(rig.commands.length, 3);
  const { command, env } = rig.commands[0]!;
  assert.deepEqual(command.slice(0, 4), ["git", "-C", "/src/hello", "rev-parse"]);
  assert.deepEqual(command.slice(-2), ["--end-of-options", "main^{commit}"]);
  assert.deepEqual(env, { PATH: "/bin", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" });
});

Deno.test("going back to a commit counts again, each time", async () => {
  const [rig] = await rigAt(A);
  for (const commit of [B, A, B]) {
    rig.refs.set("main", commit);
    await rig.timer.advance(5_000);
  }
  assert.deepEqual(rig.started, [
    `ship git git/ship/${B}/1`,
    `ship git git/ship/${A}/2`,
    `ship git git/ship/${B}/3`,
  ]);
});

Deno.test("a change while nobody was there starts the pipeline after, and a lost note starts nothing anew", async () => {
  const [rig] = await rigAt(A);
  const after = rig.later(60_000);
  after.refs.set("main", B);
  await new TriggerBoard(after).replace(onMain());
  assert.deepEqual(after.started, [`ship git git/ship/${B}/1`]);
  const lost = after.later(1_000);
  lost.kept.set("git/ship//src/hello/main", JSON.stringify({ commit: A, count: 0 }));
  await new TriggerBoard(lost).replace(onMain());
  assert.deepEqual(lost.started, after.started, "the same key");
});

Deno.test("a start that is refused is asked for at every look, and told once", async () => {
  const [rig] = await rigAt(A);
  const refusal = new NetopsError("REFUSED", "Cannot start as e-1 runs");
  rig.errors.push(refusal, refusal, refusal);
  rig.refs.set("main", B);
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.outcomes, ["refused", "started"]);
  assert.deepEqual(rig.started, [`ship git git/ship/${B}/1`]);
});

Deno.test("a ref that is not there is told once, and followed when it comes", async () => {
  const [rig] = await rigAt(undefined);
  await rig.timer.advance(20_000);
  assert.deepEqual(rig.outcomes, ["failed"]);
  assert.match(rig.notes[0]?.reason ?? "", /Cannot find main in \/src\/hello/);
  rig.refs.set("main", A);
  await rig.timer.advance(5_000);
  rig.refs.set("main", B);
  await rig.timer.advance(5_000);
  assert.equal(rig.started.length, 1);
});

Deno.test("another pace loses no change, and a pipeline that comes back begins anew", async () => {
  const [rig, board] = await rigAt(A);
  rig.refs.set("main", B);
  await board.replace(onMain(1_000));
  assert.equal(rig.started.length, 1);
  await board.replace([]);
  assert.equal(rig.kept.size, 0);
  rig.refs.set("main", A);
  await board.replace(onMain());
  assert.equal(rig.started.length, 1);
});
