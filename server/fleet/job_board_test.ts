import assert from "node:assert/strict";
import type { JobFollowLine, JobRequest, JobView } from "@netops/core/contracts";
import { createFixedRng, FakeTimer } from "@netops/core/testing";
import { FakeSpawner } from "./fleet_fixture.ts";
import { JobBoard } from "./job_board.ts";

const REQUEST: JobRequest = {
  name: "load",
  command: ["k6", "run"],
  dir: "/project",
  env: { RATE: "5", NETOPS_INSTANCE: "forged" },
  deadlineMs: 60_000,
  detached: false,
};

function begin(recalled: Readonly<Record<string, JobView>> = {}) {
  const timer = new FakeTimer();
  const spawner = new FakeSpawner();
  const changes: JobView[] = [];
  const guarded: string[] = [];
  const swept: string[] = [];
  const board = new JobBoard({
    spawner,
    timer,
    clock: timer.clock,
    rng: createFixedRng("jobs"),
    guard: {
      ready: true,
      added: ({ pid, instanceId }) => void guarded.push(`+${pid} ${instanceId}`),
      removed: (pid) => void guarded.push(`-${pid}`),
    },
    env: (id, own) => ({ PATH: "/bin", ...own, NETOPS_INSTANCE: id }),
    recall: (key) => recalled[key],
    isTaken: (id) => Object.values(recalled).some((view) => view.id === id),
    onChange: (view) => void changes.push(view),
  }, (id) => void swept.push(id));
  return { timer, spawner, board, changes, guarded, swept };
}

/** Starts a job and gives its process. */
async function startJob(change: Partial<JobRequest> = {}) {
  const world = begin();
  const view = await world.board.start({ ...REQUEST, ...change });
  return { ...world, view, process: world.spawner.started[0]! };
}

Deno.test("start() runs the command in its folder and environment, known to the guard", async () => {
  const { view, process, guarded, board, timer } = await startJob();
  assert.match(view.id, /^job-load-[0-9a-f]{6}$/);
  assert.deepEqual([view.status, view.pid, view.detached], ["running", 100, false]);
  assert.deepEqual(process.request, {
    command: ["k6", "run"],
    dir: "/project",
    env: { PATH: "/bin", RATE: "5", NETOPS_INSTANCE: view.id },
    pipeStdin: false,
  });
  assert.deepEqual(guarded, [`+100 ${view.id}`]);
  assert.deepEqual(board.get(view.id), view);
  assert.deepEqual(board.list(), [view]);
  process.end({ code: 0 });
  await timer.settle();
});

Deno.test("a job ends as its exit code says, is swept, and leaves no timer", async () => {
  for (const [code, status] of [[0, "succeeded"], [3, "failed"]] as const) {
    const { view, process, guarded, swept, board, timer, changes } = await startJob();
    process.end({ code });
    await timer.advance(200);
    const ended = board.get(view.id);
    assert.deepEqual([ended.status, ended.exitCode, ended.pid], [status, code, undefined]);
    assert.equal(ended.endedAtMs, timer.clock.nowMs() - 200);
    assert.deepEqual(changes.map((change) => change.status), ["running", status]);
    assert.deepEqual(guarded.at(-1), "-100");
    assert.deepEqual(swept, [view.id]);
    assert.equal(timer.pendingCount, 0);
  }
});

Deno.test("follow() tells kept and coming lines and the end, also to those who come later", async () => {
  const { view, process, board, timer } = await startJob();
  process.say("one");
  await timer.settle();
  const lines: JobFollowLine[] = [];
  board.follow(view.id, (line) => lines.push(line));
  process.say("two");
  process.end({ code: 0 });
  await timer.advance(200);
  const texts = lines.map((line) => line.type === "line" ? line.text : line.job.status);
  assert.deepEqual(texts, ["one", "two", "succeeded"]);
  const late: JobFollowLine[] = [];
  board.follow(view.id, (line) => late.push(line))();
  assert.deepEqual(late, lines);
});

Deno.test("a job is stopped when its last follower is gone", async () => {
  const { view, process, board, timer } = await startJob();
  const leave = [1, 2].map(() => board.follow(view.id, () => undefined));
  leave[0]?.();
  await timer.advance(10_000);
  assert.deepEqual(process.signals, []);
  leave[1]?.();
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  process.end({ code: 0 });
  await timer.advance(200);
  assert.equal(board.get(view.id).status, "stopped");
});

Deno.test("a job is stopped when nobody follows it within 5 s, unless somebody did", async () => {
  const { process, timer } = await startJob();
  await timer.advance(4_999);
  assert.deepEqual(process.signals, []);
  await timer.advance(1);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  process.end({ code: 0 });
  await timer.settle();
});

Deno.test("a detached job lives without followers", async () => {
  const { view, process, board, timer } = await startJob({ detached: true });
  board.follow(view.id, () => undefined)();
  await timer.advance(30_000);
  assert.deepEqual(process.signals, []);
  assert.equal(board.get(view.id).status, "running");
  process.end({ code: 0 });
  await timer.advance(200);
});

Deno.test("a job ends at its deadline, detached or not", async () => {
  const { view, process, board, timer } = await startJob({ detached: true, deadlineMs: 100 });
  await timer.advance(100);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  process.end({ code: 0 });
  await timer.advance(200);
  assert.equal(board.get(view.id).status, "timed-out");
});

Deno.test("a job that does not hear SIGTERM is killed after 3 s", async () => {
  const { view, process, board, timer } = await startJob();
  assert.equal(board.stop(view.id).status, "stopped");
  board.stop(view.id);
  await timer.advance(2_999);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  await timer.advance(201);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT", "SIGKILL"]);
  assert.deepEqual([board.get(view.id).status, board.get(view.id).exitCode], ["stopped", 137]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a job that puts things back is killed after its grace, or when one is less patient", async () => {
  const { view, process, board, timer } = await startJob({ detached: true });
  board.stop(view.id, 60_000);
  await timer.advance(10_000);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  board.stop(view.id);
  board.stop(view.id, 90_000);
  await timer.advance(2_999);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  await timer.advance(201);
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT", "SIGKILL"]);
  const other = await startJob({ detached: true, deadlineMs: 1_000_000 });
  other.board.stop(other.view.id, 60_000);
  await other.timer.advance(60_200);
  assert.deepEqual(other.process.signals, ["SIGTERM", "SIGCONT", "SIGKILL"]);
});

Deno.test("the last 1,000 lines are kept", async () => {
  const { view, process, board, timer } = await startJob();
  for (let number = 0; number < 1_500; number++) {
    process.say(String(number));
    await timer.settle();
  }
  const lines: JobFollowLine[] = [];
  board.follow(view.id, (line) => lines.push(line));
  assert.equal(lines.length, 1_000);
  assert.deepEqual(lines[0], { type: "line", stream: "stdout", text: "500" });
  process.end({ code: 0 });
  await timer.advance(200);
});

Deno.test("the last 200 jobs are kept, and a running one always", async () => {
  const { board, spawner, timer } = begin();
  const first = await board.start({ ...REQUEST, detached: true });
  for (let number = 0; number < 210; number++) {
    await board.start({ ...REQUEST, detached: true });
    spawner.started.at(-1)?.end({ code: 0 });
    await timer.advance(200);
  }
  assert.equal(board.list().length, 200);
  assert.equal(board.get(first.id).status, "running");
  spawner.started[0]?.end({ code: 0 });
  await timer.advance(200);
});

Deno.test("close() stops every job, one that is just starting too, and takes no new one", async () => {
  const { view, process, board, timer, spawner, changes } = await startJob({ detached: true });
  const gate = Promise.withResolvers<void>();
  spawner.gate = gate.promise;
  const late = board.start(REQUEST);
  let closed = false;
  const closing = board.close().then(() => closed = true);
  await assert.rejects(board.start(REQUEST), { code: "REFUSED" });
  gate.resolve();
  await timer.settle();
  assert.deepEqual(process.signals, ["SIGTERM", "SIGCONT"]);
  assert.deepEqual(spawner.started[1]?.signals, ["SIGTERM", "SIGCONT"]);
  for (const started of spawner.started) started.end({ code: 0 });
  await timer.advance(200);
  await closing;
  assert.ok(closed);
  const ends = changes.filter((change) => change.status === "stopped").map((change) => change.id);
  assert.deepEqual(ends.sort(), [view.id, (await late).id].sort());
  assert.equal(timer.pendingCount, 0);
});

Deno.test("an unknown job is NOT_FOUND, and a program that is missing leaves no job", async () => {
  const { board, spawner } = begin();
  for (
    const ask of [() => board.get("x"), () => board.stop("x"), () => board.follow("x", () => {})]
  ) {
    assert.throws(ask, { code: "NOT_FOUND" });
  }
  spawner.gate = Promise.reject(new Error("missing"));
  await assert.rejects(board.start(REQUEST), /missing/);
  assert.deepEqual(board.list(), []);
});

Deno.test("a job that is asked for twice with one key is started once, also at once and when over", async () => {
  const { board, spawner, timer } = begin();
  const keyed = { ...REQUEST, key: "e1/job", detached: true };
  assert.equal(board.isKnown("e1/job"), false);
  assert.equal(board.isKnown(undefined), false);
  const [one, two] = await Promise.all([board.start(keyed), board.start(keyed)]);
  assert.deepEqual([one.id, one.key, spawner.started.length], [two.id, "e1/job", 1]);
  assert.equal(board.isKnown("e1/job"), true);
  spawner.started[0]!.end({ code: 3 });
  await timer.advance(200);
  const late = await board.start({ ...keyed, command: ["other"] });
  assert.deepEqual([late.id, late.status, late.exitCode], [one.id, "failed", 3]);
  const other = await board.start({ ...keyed, key: "e2/job" });
  assert.notEqual(other.id, one.id);
  assert.notEqual((await board.start(REQUEST)).id, (await board.start(REQUEST)).id);
  for (const process of spawner.started.slice(1)) process.end({ code: 0 });
  await timer.advance(200);
});

Deno.test("a key whose job could not be started may be tried again", async () => {
  const { board, spawner, timer } = begin();
  spawner.gate = Promise.reject(new Error("no such program"));
  const keyed = { ...REQUEST, key: "e1/job" };
  const both = await Promise.allSettled([board.start(keyed), board.start(keyed)]);
  assert.deepEqual(both.map(({ status }) => status), ["rejected", "rejected"]);
  spawner.gate = Promise.resolve();
  assert.equal((await board.start(keyed)).status, "running");
  spawner.started[0]!.end({ code: 0 });
  await timer.advance(200);
});

Deno.test("a job of an earlier run is not run again; one that ran when that ended was stopped", async () => {
  const view = { name: "load", startedAtMs: 1, detached: true };
  const over: JobView = { ...view, id: "job-1", status: "succeeded", exitCode: 0, key: "a" };
  const cut: JobView = { ...view, id: "job-2", status: "running", pid: 7, key: "b" };
  const { board, spawner } = begin({ a: over, b: cut });
  assert.deepEqual(await board.start({ ...REQUEST, key: "a" }), over);
  const stopped = await board.start({ ...REQUEST, key: "b" });
  assert.deepEqual([stopped.status, stopped.pid], ["stopped", undefined]);
  assert.deepEqual(board.get("job-2"), stopped);
  assert.equal(spawner.started.length, 0);
});

Deno.test("an id of an earlier run is not given again", async () => {
  const first = begin();
  const { id } = await first.board.start(REQUEST);
  const earlier: JobView = { id, name: "load", status: "failed", startedAtMs: 1, detached: true };
  const { board, spawner, timer } = begin({ a: earlier });
  assert.notEqual((await board.start(REQUEST)).id, id);
  for (const process of [...first.spawner.started, ...spawner.started]) process.end({ code: 0 });
  await first.timer.advance(200);
  await timer.advance(200);
});
