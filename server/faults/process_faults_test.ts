import assert from "node:assert/strict";
import type { ProcessEffect } from "@netops/core/contracts";
import { faultRig, heldFault, USUAL_LIMIT } from "./fault_fixture.ts";

const PAUSE: ProcessEffect = { type: "pause" };
const OUTAGE: ProcessEffect = { type: "outage" };
const LIMIT: ProcessEffect = { type: "limit-files", files: 16 };
const KILL: ProcessEffect = { type: "kill", signal: "SIGKILL" };
const LOOP: ProcessEffect = { type: "restart-loop", everyMs: 1_000 };

/** A rig with one instance, and its first process. */
function rigOfOne() {
  const rig = faultRig();
  const id = rig.world.seat("hello-v000/0");
  const pid = rig.world.find(id)!.pid;
  return { ...rig, id, pid, process: rig.world.processes.get(pid)! };
}

Deno.test("a pause stops all processes of the group, is felt, and goes with its removal", async () => {
  const { faults, world, id, process } = rigOfOne();
  const child = world.processes.get(world.fork(id))!;
  await faults.put(id, heldFault("f", PAUSE));
  assert.deepEqual([process.isStopped, child.isStopped], [true, true]);
  const [view] = await faults.list();
  assert.deepEqual([view?.id, view?.instance, view?.isFelt, view?.hits], ["f", id, true, 1]);
  assert.ok(faults.isLeased(id), "fleet does not replace it");
  await faults.remove("f", id);
  assert.deepEqual([process.isStopped, child.isStopped], [false, false]);
  assert.deepEqual(await faults.list(), []);
  assert.equal(faults.isLeased(id), false);
  assert.deepEqual(world.regained, [id], "it gets time to pass its checks again");
});

Deno.test("a death is the fault's own while it is held for the instance or its seat", async () => {
  const { faults, id } = rigOfOne();
  const seat = "hello-v000/0";
  assert.equal(faults.isAtWork(id, seat), false);
  await faults.put(id, heldFault("k", KILL));
  assert.ok(faults.isAtWork(id, seat));
  assert.ok(faults.isAtWork("its-successor", seat), "who comes to sit there");
  assert.equal(faults.isAtWork("hello-v000-other", "hello-v000/1"), false);
  await faults.remove("k", id);
  assert.ok(faults.isAtWork(id, seat), "its death may show a little later");
  assert.equal(faults.isAtWork("its-successor", seat), false);
});

Deno.test("the end of one pause does not wake what another fault stops", async () => {
  const { faults, timer, id, process } = rigOfOne();
  await faults.put(id, heldFault("a", PAUSE));
  await faults.put(id, heldFault("b", PAUSE));
  await faults.put(id, heldFault("t", { type: "throttle-cpu", runRatio: 0.5 }));
  await faults.remove("a", id);
  await faults.remove("t", id);
  await timer.advance(300);
  assert.equal(process.isStopped, true);
  await faults.remove("b", id);
  assert.equal(process.isStopped, false);
});

Deno.test("a throttled group runs its share of each 100 ms", async () => {
  const { faults, timer, id, process } = rigOfOne();
  await faults.put(id, heldFault("t", { type: "throttle-cpu", runRatio: 0.3 }));
  let ranMs = 0;
  for (let ms = 0; ms < 1_000; ms += 10) {
    if (!process.isStopped) ranMs += 10;
    await timer.advance(10);
  }
  assert.ok(ranMs >= 280 && ranMs <= 320, `ran ${ranMs} of 1,000 ms`);
  const [view] = await faults.list();
  assert.ok((view?.hits ?? 0) >= 10 && view?.isFelt);
  await faults.remove("t", id);
  assert.equal(process.isStopped, false);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("the lowest of all limits counts, and each end gives back only its own", async () => {
  const { faults, id, process } = rigOfOne();
  await Promise.all([
    faults.put(id, heldFault("a", { type: "limit-files", files: 64 })),
    faults.put(id, heldFault("b", LIMIT)),
  ]);
  assert.equal(process.limit, "16");
  assert.equal((await faults.list("a"))[0]?.isFelt, true);
  await faults.remove("b", id);
  assert.equal(process.limit, "64");
  await faults.remove("a", id);
  assert.equal(process.limit, USUAL_LIMIT);
  assert.deepEqual(await faults.list(), []);
});

Deno.test("a limit is never raised, and a child that inherited it gets back what its parent had", async () => {
  const { faults, world, id, process } = rigOfOne();
  await faults.put(id, heldFault("high", { type: "limit-files", files: 4_096 }));
  assert.equal(process.limit, USUAL_LIMIT);
  assert.equal((await faults.list())[0]?.isFelt, false, "nothing of it can be felt");
  await faults.put(id, heldFault("low", LIMIT));
  const child = world.processes.get(world.fork(id))!;
  assert.equal(child.limit, "16");
  await faults.remove("low", id);
  await faults.remove("high", id);
  assert.deepEqual([process.limit, child.limit], [USUAL_LIMIT, USUAL_LIMIT]);
});

Deno.test("a limited instance that died leaves nothing", async () => {
  const { faults, world, id } = rigOfOne();
  await faults.put(id, heldFault("f", LIMIT));
  world.die(id);
  await faults.remove("f", id);
  assert.deepEqual(await faults.list(), []);
});

Deno.test("an injection that half fails is undone, and says why", async () => {
  const { faults, world, id, process } = rigOfOne();
  const second = world.fork(id);
  const { runTool } = world;
  world.runTool = async (command) => {
    const isSecond = Number(command[2]) === second && command[3] === "--nofile=16:";
    if (!isSecond) return await runTool.call(world, command);
    return { exit: { code: 1 }, lines: ["not permitted"] };
  };
  await assert.rejects(faults.put(id, heldFault("f", LIMIT)), /not permitted/);
  assert.equal(process.limit, USUAL_LIMIT);
  assert.deepEqual(await faults.list(), []);
  assert.equal(faults.isLeased(id), false);
});

Deno.test("a stop while a fault begins waits for the beginning, so that nothing comes after it", async () => {
  const { faults, world, timer, id, process } = rigOfOne();
  const gate = Promise.withResolvers<void>();
  world.beforeTool = () => gate.promise;
  const putting = faults.put(id, heldFault("f", LIMIT));
  const removing = faults.remove("f", id);
  await timer.settle();
  gate.resolve();
  await Promise.all([putting, removing]);
  assert.equal(process.limit, USUAL_LIMIT);
  assert.deepEqual(await faults.list(), []);
});

Deno.test("an undo that fails is shown as left and tried again until it works", async () => {
  const { faults, world, timer, logger, id, process } = rigOfOne();
  await faults.put(id, heldFault("f", LIMIT));
  world.toolFailure = "not permitted";
  await assert.rejects(faults.remove("f", id), /not permitted/);
  assert.deepEqual((await faults.list()).map(({ isLeft }) => isLeft), [true]);
  await timer.advance(1_000);
  assert.match(JSON.stringify(logger), /Cannot undo limit-files/);
  world.toolFailure = undefined;
  await timer.advance(1_000);
  assert.equal(process.limit, USUAL_LIMIT);
  assert.deepEqual(await faults.list(), []);
  await timer.advance(1_000);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a kill is over when another one serves on its seat, not when the signal is sent", async () => {
  const { faults, world, id } = rigOfOne();
  world.signal = () => true;
  await faults.put(id, heldFault("f", KILL));
  await faults.remove("f", id);
  assert.equal((await faults.list())[0]?.isLeft, true, "its death does not show yet");
  world.die(id);
  assert.equal((await faults.list())[0]?.isLeft, true, "its seat is empty");
  const next = world.seat("hello-v000/0", { isUp: false });
  assert.equal((await faults.list())[0]?.isLeft, true, "the next one does not serve yet");
  world.die(next);
  world.seat("hello-v000/0");
  assert.deepEqual(await faults.list(), []);
  assert.deepEqual(world.forgiven, ["hello-v000/0"], "its seat need not wait");
});

Deno.test("whoever keeps its name over a death is known by its pid", async () => {
  for (
    const effect of [KILL, { type: "outage" }, { type: "restart-loop", everyMs: 100 }] as const
  ) {
    const { faults, world } = rigOfOne();
    const id = world.seat("oca-v000/0", { id: "c001.fra001.isp-a" });
    await faults.put(id, heldFault("f", effect));
    world.die(id);
    await faults.remove("f", id);
    world.seat("oca-v000/0", { id });
    assert.deepEqual(await faults.list(), [], effect.type);
  }
});

Deno.test("who does not listen to SIGTERM was not hurt, and an app that is gone needs nobody", async () => {
  const { faults, timer, world, id } = rigOfOne();
  const TERM: ProcessEffect = { type: "kill", signal: "SIGTERM" };
  await faults.put(id, heldFault("f", TERM));
  await faults.remove("f", id);
  assert.equal((await faults.list()).length, 1);
  await timer.advance(10_000);
  assert.deepEqual(await faults.list(), []);
  await faults.put(id, heldFault("g", KILL));
  world.unwant("hello-v000/0");
  await faults.remove("g", id);
  assert.deepEqual(await faults.list(), []);
});

Deno.test("an outage keeps its seat empty until the last outage of that seat ends", async () => {
  const { faults, world, id } = rigOfOne();
  await faults.put(id, heldFault("a", OUTAGE));
  assert.deepEqual([world.find(id), faults.isSeatHeld("hello-v000/0")], [undefined, true]);
  assert.equal(faults.isSeatHeld("hello-v000/1"), false);
  await assert.rejects(faults.put(id, heldFault("b", OUTAGE)), /Cannot find the instance/);
  await faults.remove("a", id);
  assert.equal(faults.isSeatHeld("hello-v000/0"), false);
  assert.equal((await faults.list())[0]?.isLeft, true);
  world.seat("hello-v000/0");
  assert.deepEqual(await faults.list(), []);
});

Deno.test("a seat that another fault keeps empty is not left by the one that ended", async () => {
  const { faults, id } = rigOfOne();
  await faults.put(id, heldFault("keeps", { type: "refuse-starts" }));
  await faults.put(id, heldFault("kills", KILL));
  await faults.remove("kills", id);
  assert.deepEqual((await faults.list()).map((view) => view.id), ["keeps"]);
  await faults.remove("keeps", id);
  assert.equal((await faults.list())[0]?.isLeft, true, "now it is");
});

Deno.test("a restart loop kills whoever comes to its seat, and stops with its end", async () => {
  const { faults, timer, world, id } = rigOfOne();
  await faults.put(id, { ...heldFault("f", LOOP), leaseMs: 60_000 });
  assert.equal(world.find(id), undefined);
  const second = world.seat("hello-v000/0");
  await timer.advance(1_000);
  assert.equal(world.find(second), undefined);
  assert.equal((await faults.list())[0]?.hits, 2);
  const stopping = world.seat("hello-v000/0", { isStopping: true });
  await timer.advance(1_000);
  assert.ok(world.find(stopping), "what is being stopped is left alone");
  await faults.remove("f", id);
  await timer.advance(5_000);
  assert.ok(world.find(stopping));
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a fault ends with its lease, renewals keep it, and its end comes all the same", async () => {
  const { faults, timer, id, process } = rigOfOne();
  await faults.put(id, { ...heldFault("f", PAUSE), remainingMs: 12_000 });
  await timer.advance(4_000);
  assert.deepEqual(faults.renew(["f", "other"], 5_000), ["other"]);
  await timer.advance(4_000);
  assert.equal(process.isStopped, true);
  await faults.put(id, { ...heldFault("f", PAUSE), remainingMs: 12_000 });
  await timer.advance(3_999);
  assert.equal(process.isStopped, true);
  await timer.advance(1);
  assert.equal(process.isStopped, false, "its end");
  await faults.put(id, heldFault("g", PAUSE));
  await timer.advance(5_000);
  assert.equal(process.isStopped, false, "its lease");
  assert.deepEqual(faults.renew(["g"], 5_000), ["g"]);
  await timer.advance(1_000);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a wall clock that jumps forward ends a fault within a second", async () => {
  const { faults, timer, clock, id, process } = rigOfOne();
  await faults.put(id, { ...heldFault("f", PAUSE), leaseMs: 60_000 });
  clock.jumpWall(3_600_000);
  await timer.advance(1_000);
  assert.equal(process.isStopped, false);
});

Deno.test("endAll() undoes all and never fails the stop of the platform", async () => {
  const { faults, world, timer, logger, id, process } = rigOfOne();
  const other = world.seat("hello-v000/1");
  await faults.put(id, heldFault("p", PAUSE));
  await faults.put(id, heldFault("l", LIMIT));
  await faults.put(other, heldFault("o", OUTAGE));
  world.toolFailure = "not permitted";
  await faults.endAll();
  assert.equal(process.isStopped, false);
  assert.equal(faults.isSeatHeld("hello-v000/1"), false);
  assert.match(JSON.stringify(logger), /Cannot undo limit-files/);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("fleet refuses what it cannot do, and what is not there", async () => {
  const { faults, world, id } = rigOfOne();
  const delay = { type: "delay", delayMs: 1, jitterMs: 0 } as unknown as ProcessEffect;
  await assert.rejects(faults.put(id, heldFault("f", delay)), { code: "REQUEST_INVALID" });
  await assert.rejects(faults.put("nobody", heldFault("f", PAUSE)), { code: "NOT_FOUND" });
  const stopping = world.seat("hello-v000/1", { isStopping: true });
  await assert.rejects(faults.put(stopping, heldFault("f", PAUSE)), { code: "NOT_FOUND" });
  assert.deepEqual(await faults.list(), []);
});
