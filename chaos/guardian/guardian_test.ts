import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { factsOf, GuardianRig, instanceOf } from "./guardian_fixture.ts";

Deno.test("a fault is noted before it is done, renewed, and undone when its time is over", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer, store } = rig;
  side.before = (call) => {
    if (call === "inject") assert.match(store.text, /"type":"intent"/);
  };
  const { id, targets } = await guardian.inject(rig.request());
  assert.equal(guardian.get(id).state, "active");
  assert.equal(targets.length, 1);
  side.hits = 3;
  await guardian.tend();
  assert.deepEqual(side.renewed, [[id]]);
  await guardian.inspect();
  assert.equal(guardian.get(id).hits, 3);
  timer.clock.advance(10_000);
  await guardian.tend();
  await timer.advance(100);
  assert.equal(side.held.size, 0);
  const view = guardian.get(id);
  assert.deepEqual([view.state, view.endReason, view.hits], ["undone", "its time is over", 3]);
  assert.deepEqual(rig.states(id), ["active", "undoing", "undone"]);
  const kinds = rig.events.events.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["fault.injected", "fault.undone"]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a fault that cannot be noted is not injected", async () => {
  const rig = new GuardianRig();
  rig.store.isFull = true;
  await assert.rejects(rig.guardian.inject(rig.request()), { code: "DISK_FULL" });
  assert.deepEqual(rig.side.calls, []);
});

Deno.test("an injection that half fails is undone everywhere, and says why", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  let injected = 0;
  side.before = (call) => {
    if (call === "inject" && ++injected === 2) throw new NetopsError("NOT_FOUND", "it is gone");
  };
  const injecting = guardian.inject(rig.request({ count: 2 }));
  injecting.catch(() => undefined);
  await timer.advance(100);
  await assert.rejects(injecting, { code: "NOT_FOUND", message: /it is gone/ });
  assert.equal(injected, 2);
  assert.equal(side.held.size, 0);
  const [view] = guardian.list();
  assert.deepEqual([view?.state, view?.endReason], [
    "undone",
    "it could not be injected: it is gone",
  ]);
});

Deno.test("a failed injection whose undo hangs is answered within 2 s, and undone later", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  side.before = (call) => {
    if (call !== "renew") throw new NetopsError("TIMED_OUT", "it hangs");
  };
  const injecting = guardian.inject(rig.request());
  injecting.catch(() => undefined);
  await timer.advance(1_900);
  await assert.rejects(injecting, { code: "TIMED_OUT" });
  assert.equal(guardian.list()[0]?.state, "undoing");
  side.before = () => undefined;
  await timer.advance(300);
  assert.equal(guardian.list()[0]?.state, "undone");
});

Deno.test("a stop during the injection waits for it, so that nothing comes after the undo", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  const gate = Promise.withResolvers<void>();
  side.before = (call) => call === "inject" ? gate.promise : undefined;
  const injecting = guardian.inject(rig.request({ count: 2 }));
  injecting.catch(() => undefined);
  await timer.settle();
  const stopping = guardian.stop({ all: true, reason: "stopped" });
  await timer.advance(500);
  gate.resolve();
  await timer.advance(100);
  assert.deepEqual((await stopping).map(({ state }) => state), ["undone"]);
  await assert.rejects(injecting, { code: "REFUSED", message: /stopped meanwhile/ });
  assert.equal(side.held.size, 0);
});

Deno.test("a lever that is pulled while facts are read refuses what was asked before", async () => {
  const rig = new GuardianRig();
  const gate = Promise.withResolvers<void>();
  rig.readFacts = async () => {
    await gate.promise;
    return rig.facts;
  };
  const injecting = rig.guardian.inject(rig.request());
  injecting.catch(() => undefined);
  await rig.timer.settle();
  await rig.guardian.stop({ all: true, reason: "stopped" });
  gate.resolve();
  await assert.rejects(injecting, { code: "REFUSED", message: /all chaos was stopped/ });
  assert.deepEqual(rig.side.calls, []);
});

Deno.test("the lever survives a restart, and resume arms it", async () => {
  const rig = new GuardianRig();
  await rig.guardian.stop({ all: true, reason: "stopped" });
  const next = rig.restart();
  assert.equal(next.status().lever, "stopped");
  await assert.rejects(next.inject(rig.request()), { code: "REFUSED" });
  next.resume();
  assert.equal(rig.restart().lever, "armed");
});

Deno.test("a lever that panic pulled ends what is at work", async () => {
  const rig = new GuardianRig();
  const { id } = await rig.guardian.inject(rig.request());
  rig.store.others = "stopped";
  await Promise.all([rig.guardian.tend(), rig.timer.advance(100)]);
  const { state, endReason } = rig.guardian.get(id);
  assert.deepEqual([state, endReason], ["undone", "all chaos was stopped"]);
  await assert.rejects(rig.guardian.inject(rig.request()), { code: "REFUSED" });
});

Deno.test("stop --all ends everything with a disk that is full too", async () => {
  const rig = new GuardianRig();
  await rig.guardian.inject(rig.request());
  rig.store.isFull = true;
  const stopping = rig.guardian.stop({ all: true, reason: "stopped" });
  await rig.timer.advance(100);
  assert.deepEqual((await stopping).map(({ state }) => state), ["undone"]);
  assert.equal(rig.guardian.lever, "stopped");
  assert.match(rig.logger.lines[0]?.message ?? "", /Cannot note/);
});

Deno.test("one that hangs holds up neither the undo of the others nor the answer", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  const [one, other] = [
    await guardian.inject(rig.request({ target: "a" })),
    await guardian.inject(rig.request({ target: "b" })),
  ];
  side.before = (_call, key) =>
    key === `${one.id} a` ? new Promise<void>(() => undefined) : undefined;
  const stopping = guardian.stop({ all: true, reason: "stopped" });
  await timer.advance(1_900);
  const states = new Map((await stopping).map(({ id, state }) => [id, state]));
  assert.equal(states.get(one.id), "undoing");
  assert.equal(states.get(other.id), "undone");
  assert.equal(guardian.residue.length, 0);
  timer.clock.advance(6_000);
  assert.match(guardian.residue[0]?.what ?? "", /being undone for 8 s/);
});

Deno.test("an undo that fails is called so with what is left, and tried again until it works", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  const { id } = await guardian.inject(rig.request());
  side.before = (call) => {
    if (call === "undo") throw new NetopsError("UNDO_FAILED", "not permitted");
  };
  void guardian.stop({ ids: [id], reason: "stopped" });
  await timer.advance(31_000);
  const failed = guardian.get(id);
  assert.equal(failed.state, "undo-failed");
  assert.match(failed.left?.[0]?.what ?? "", /not permitted/);
  assert.deepEqual(guardian.residue, failed.left);
  assert.equal(guardian.status().active.length, 1, "it is still there");
  side.before = () => undefined;
  await timer.advance(2_000);
  await guardian.tend();
  await timer.advance(100);
  const view = guardian.get(id);
  assert.deepEqual([view.state, view.left, view.endReason], ["undone", undefined, "stopped"]);
});

for (const kept of ["intent", "active", "undoing", "undone"]) {
  Deno.test(`a guardian that died after the note "${kept}" leaves nothing to the next one`, async () => {
    const rig = new GuardianRig();
    const { side, timer, store } = rig;
    const { id } = await rig.guardian.inject(rig.request({ count: 2 }));
    void rig.guardian.stop({ ids: [id], reason: "stopped" });
    await timer.advance(100);
    const lines = store.text.split("\n");
    const last = lines.findIndex((line) => line.includes(`"${kept}"`));
    store.text = lines.slice(0, last + 1).map((line) => `${line}\n`).join("");
    if (kept !== "undone") {
      for (const name of ["a", "b", "c"]) side.held.set(`${id} ${name}`, 1);
    }
    const next = rig.restart();
    await next.reconcile();
    await timer.advance(200);
    const targets = ["a", "b", "c", "d"].filter((name) => store.text.includes(`"id":"${name}"`));
    const left = [...side.held.keys()].filter((key) => targets.some((name) => key.endsWith(name)));
    assert.deepEqual(left, []);
    assert.deepEqual(next.openIds, []);
    assert.equal(rig.swept, 1);
    if (kept === "undone") assert.throws(() => next.get(id), { code: "NOT_FOUND" });
    else {assert.deepEqual([next.get(id).state, next.get(id).endReason], [
        "undone",
        "the guardian was restarted",
      ]);}
  });
}

Deno.test("requests at once never take more than the budget together", async () => {
  const rig = new GuardianRig();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => rig.guardian.inject(rig.request())),
  );
  const done = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(done.length, 2, "half of four");
  assert.equal(rig.side.held.size, 2);
  for (const one of outcomes) {
    if (one.status === "rejected") assert.match(one.reason.message, /may be away|has it already/);
  }
});

Deno.test("instances that faults took away count although nobody names them any more", async () => {
  const rig = new GuardianRig();
  const outage = rig.request({ kind: "process-outage" });
  for (let count = 0; count < 2; count++) {
    const { targets } = await rig.guardian.inject(outage);
    const gone = targets[0]?.instance;
    rig.facts = factsOf(rig.facts.instances.filter(({ id }) => id !== gone));
  }
  assert.equal(rig.facts.instances.length, 2);
  await assert.rejects(rig.guardian.inject(outage), { message: /at most 2 of 4 .* may be away/ });
});

Deno.test("a fault whose targets all let go of it is over, one whose side hangs is not", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  const { id, targets } = await guardian.inject(rig.request({ count: 2 }));
  side.held.delete(`${id} ${targets[0]?.instance}`);
  await guardian.inspect();
  assert.equal(guardian.get(id).state, "active", "one holds it");
  side.held.clear();
  side.before = () => {
    throw new NetopsError("TIMED_OUT", "it hangs");
  };
  await guardian.inspect();
  assert.equal(guardian.get(id).state, "active", "nobody knows");
  side.before = () => undefined;
  await Promise.all([guardian.inspect(), timer.advance(100)]);
  assert.equal(guardian.get(id).endReason, "no target holds it any more");
  const timely = await guardian.inject(rig.request({ durationMs: 500 }));
  side.held.clear();
  timer.clock.advance(500);
  await Promise.all([guardian.inspect(), timer.advance(100)]);
  assert.equal(guardian.get(timely.id).endReason, "its time is over");
});

Deno.test("a renewal that hangs holds up neither the next renewals nor what is due", async () => {
  const rig = new GuardianRig();
  const { guardian, side, timer } = rig;
  const { id } = await guardian.inject(rig.request());
  let asked = 0;
  side.before = (call) => {
    if (call === "renew" && ++asked === 1) return new Promise<void>(() => undefined);
  };
  void guardian.tend();
  await guardian.tend();
  assert.deepEqual([asked, side.renewed], [2, [[id]]]);
  timer.clock.advance(10_000);
  void guardian.tend();
  await timer.advance(100);
  assert.equal(guardian.get(id).state, "undone");
});

Deno.test("a kill is undone at once, and its target counts as away until then", async () => {
  const rig = new GuardianRig();
  rig.facts = factsOf([instanceOf("a"), instanceOf("b")]);
  const { guardian, side, timer } = rig;
  const kill = rig.request({ kind: "process-kill" });
  const { id, targets } = await guardian.inject(kill);
  side.left.add(`${id} ${targets[0]?.instance}`);
  await timer.advance(500);
  assert.equal(guardian.get(id).state, "undoing");
  await assert.rejects(guardian.inject(kill), { code: "REFUSED", message: /last healthy/ });
  side.left.clear();
  await timer.advance(500);
  assert.equal(guardian.get(id).state, "undone");
  assert.ok((await guardian.inject(kill)).id !== id);
});

Deno.test("a dry run says who would be hit and does and notes nothing", async () => {
  const rig = new GuardianRig();
  const document = await rig.guardian.inject(rig.request({ dryRun: true, seed: "s" }));
  assert.equal(document.dryRun, true);
  assert.equal(document.spared?.length, 3);
  assert.deepEqual([rig.side.calls, rig.store.text], [[], ""]);
  const real = await rig.guardian.inject(rig.request({ seed: "s" }));
  assert.deepEqual(real.targets, document.targets);
  assert.equal(real.planHash, document.planHash);
});
