import assert from "node:assert/strict";
import type { StageHandler } from "../stages/stage_handler.ts";
import { ConductorRig, type StageDraft } from "./conductor_fixture.ts";

/** Runs until it is told to go on, and takes a while to be taken back. */
const held: StageHandler<"wait", { readonly back?: number }> = {
  type: "wait",
  begin: () => ({}),
  advance: (state, { wishes }) =>
    Promise.resolve(
      wishes.promote === undefined
        ? { state, status: "RUNNING", wakeAtMs: Infinity }
        : { state, status: "SUCCEEDED", took: ["promote"] },
    ),
  cancel: ({ back = 0 }) =>
    Promise.resolve({ state: { back: back + 1 }, status: back < 2 ? "RUNNING" : "CANCELED" }),
};
const STAGES: StageDraft[] = [{ name: "hold", type: "wait", durationMs: 1 }];
const HANDLERS = { handlers: { wait: held } };

const go = { wish: "promote", by: "test", full: false } as const;

async function statusOf(rig: ConductorRig, id: string): Promise<string> {
  return (await rig.conductor.view(id)).status;
}

Deno.test("of two starts at once exactly one runs, and the other hears who does", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  for (let round = 0; round < 20; round++) {
    const both = await Promise.allSettled([
      rig.start(STAGES),
      rig.start(STAGES),
      rig.start(STAGES),
    ]);
    const started = both.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    assert.equal(started.length, 1);
    const id = started[0]!.id;
    for (const one of both) {
      if (one.status === "fulfilled") continue;
      assert.equal(one.reason.code, "REFUSED");
      assert.match(one.reason.message, new RegExp(`${id} \\(release, started by test\\) is still`));
      assert.match(one.reason.fix, /netops deploy abort shop/);
    }
    await rig.settle();
    await rig.conductor.wish(id, go);
    assert.equal((await rig.untilOver(id))?.status, "SUCCEEDED");
  }
});

Deno.test("executions of different apps run beside each other", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const one = await rig.start(STAGES);
  const other = await rig.start(STAGES, { pipelineOf: { app: "cart" } });
  await rig.settle();
  assert.deepEqual([await statusOf(rig, one.id), await statusOf(rig, other.id)], [
    "RUNNING",
    "RUNNING",
  ]);
});

Deno.test("those that queue run one after the other, in the order they came", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const ids: string[] = [];
  for (let at = 0; at < 4; at++) {
    ids.push((await rig.start(STAGES, { concurrency: "queue" })).id);
    await rig.advance(10);
  }
  for (const [at, id] of ids.entries()) {
    for (const later of ids.slice(at + 1)) assert.equal(await statusOf(rig, later), "NOT_STARTED");
    await rig.conductor.wish(id, go);
    await rig.untilOver(id);
  }
  const started = rig.events.events.filter(({ kind }) => kind === "deploy.started");
  assert.deepEqual(started.map(({ data }) => data?.["execution"]), ids);
  assert.equal(rig.conductor.openCount, 0);
});

Deno.test("one that ends while another one joins the queue never leaves it there", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  for (let round = 0; round < 20; round++) {
    const first = await rig.start(STAGES, { concurrency: "queue" });
    await rig.settle();
    const [, second] = await Promise.all([
      rig.conductor.wish(first.id, go),
      rig.start(STAGES, { concurrency: "queue" }),
    ]);
    await rig.untilOver(first.id);
    await rig.conductor.wish(second.id, go);
    assert.equal((await rig.untilOver(second.id))?.status, "SUCCEEDED");
  }
});

Deno.test("one that replaces has the other end and take back first, and goes before the queue", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const running = await rig.start(STAGES);
  const queued = await rig.start(STAGES, { concurrency: "queue" });
  await rig.advance(10);
  const overtaken = await rig.start(STAGES, { concurrency: "replace", by: "ann" });
  const replacing = await rig.start(STAGES, { concurrency: "replace", by: "bob" });
  assert.equal(replacing.status, "NOT_STARTED");
  const ended = await rig.untilOver(running.id);
  assert.equal(ended?.status, "CANCELED");
  assert.match(ended?.reason ?? "", new RegExp(`ended by ann: ${overtaken.id} replaces it`));
  await rig.settle();
  const { status, reason } = await rig.conductor.view(overtaken.id);
  assert.equal(status, "CANCELED", "of two that replace, the newest counts");
  assert.match(reason ?? "", new RegExp(`ended by bob: ${replacing.id} replaces it`));
  assert.equal(await statusOf(rig, replacing.id), "RUNNING");
  assert.equal(await statusOf(rig, queued.id), "NOT_STARTED");
  await rig.conductor.wish(replacing.id, go);
  await rig.untilOver(replacing.id);
  await rig.settle();
  assert.equal(await statusOf(rig, queued.id), "RUNNING");
});

Deno.test("one that replaces nobody begins at once", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const { status } = await rig.start(STAGES, { concurrency: "replace" });
  assert.equal(status, "RUNNING");
});

Deno.test("what a pipeline says of concurrency counts, unless the request says otherwise", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  await rig.start(STAGES);
  const queue = { pipelineOf: { concurrency: "queue" } } as const;
  assert.equal((await rig.start(STAGES, queue)).status, "NOT_STARTED");
  await assert.rejects(rig.start(STAGES, { ...queue, concurrency: "reject" }), { code: "REFUSED" });
});

Deno.test("one that waits can be ended, is not begun any more, and holds nobody up", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const running = await rig.start(STAGES);
  const [second, third] = [
    await rig.start(STAGES, { concurrency: "queue" }),
    await rig.start(STAGES, { concurrency: "queue" }),
  ];
  const wish = { wish: "abort", by: "ann", reason: "no" } as const;
  const { status, verdict } = await rig.conductor.wish(second.id, wish);
  assert.deepEqual([status, verdict], ["CANCELED", "inconclusive"]);
  await rig.settle();
  await rig.conductor.wish(running.id, go);
  await rig.untilOver(running.id);
  await rig.settle();
  assert.equal(await statusOf(rig, third.id), "RUNNING");
  await assert.rejects(rig.conductor.wish(second.id, wish), { code: "REFUSED" });
});

Deno.test("asked for twice with one key, an execution is started once, also when it is over", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  const both = await Promise.all([
    rig.start(STAGES, { key: "k" }),
    rig.start(STAGES, { key: "k" }),
  ]);
  assert.equal(both[0].id, both[1].id);
  await rig.settle();
  await rig.conductor.wish(both[0].id, go);
  await rig.untilOver(both[0].id);
  assert.equal((await rig.start(STAGES, { key: "k" })).id, both[0].id);
  const other = await rig.start(STAGES, { key: "l" });
  assert.notEqual(other.id, both[0].id);
});

Deno.test("a start whose answer got lost is not another one, whatever was written", async () => {
  await using rig = await ConductorRig.open(HANDLERS);
  rig.kv.failures.push("lost-answer");
  await assert.rejects(rig.start(STAGES, { key: "k" }), /the answer got lost/);
  const again = await rig.start(STAGES, { key: "k" });
  assert.equal((await rig.conductor.list({ limit: 10 })).length, 1);
  assert.equal(again.status, "RUNNING");
  await rig.settle();
  await rig.conductor.wish(again.id, go);
  assert.equal((await rig.untilOver(again.id))?.status, "SUCCEEDED");
});
