import assert from "node:assert/strict";
import { ANSWER } from "../view/view_fixture.ts";
import { FailoverPlan } from "./failover_plan.ts";
import { MOST_STOOD_MS, type Probe, Rescue, type RescuePorts } from "./rescue.ts";

/** A world whose time passes only while a rescue sleeps. */
function openWorld(change: Partial<RescuePorts> = {}) {
  const world = { nowMs: 0, slept: [] as number[], asked: 0, said: "silent" as Probe };
  const plan = new FailoverPlan(ANSWER.ocas);
  const ports: RescuePorts = {
    sleep: (delayMs) => {
      world.slept.push(delayMs);
      world.nowMs += delayMs;
      return Promise.resolve();
    },
    isOffline: () => false,
    probe: () => Promise.resolve(world.said),
    askPlayback: () => {
      world.asked++;
      return Promise.resolve("silent");
    },
    stoodMs: () => world.nowMs,
    isOver: () => false,
    ...change,
  };
  return { world, plan, rescue: new Rescue(plan, ports) };
}

Deno.test("the next OCA that answers is taken at once", async () => {
  const { world, plan, rescue } = openWorld({
    probe: ({ id }) => Promise.resolve(id === "two" ? "answers" : "silent"),
  });
  plan.failed("one");
  const found = await rescue.find();
  assert.equal(found.end === "found" && found.oca.id, "two");
  assert.deepEqual([world.slept, world.asked], [[], 0]);
});

Deno.test("the better in rank is taken although another one answers faster", async () => {
  const { rescue } = openWorld({
    probe: async ({ id }) => {
      for (let turn = 0; id === "one" && turn < 5; turn++) await Promise.resolve();
      return "answers";
    },
  });
  const found = await rescue.find();
  assert.equal(found.end === "found" && found.oca.id, "one");
});

Deno.test("when nobody answers it waits longer each time, asks playback, and gives up after 30 s only", async () => {
  const { world, rescue } = openWorld();
  assert.deepEqual(await rescue.find(), { end: "given-up", wasSilent: true });
  assert.deepEqual(world.slept.slice(0, 5), [250, 500, 1_000, 2_000, 2_000]);
  assert.ok(world.nowMs >= MOST_STOOD_MS && world.nowMs < MOST_STOOD_MS + 2_000);
  assert.equal(world.asked, world.slept.length);
});

Deno.test("while the buffer plays or the title is paused nobody gives up", async () => {
  let rounds = 0;
  const { rescue } = openWorld({
    stoodMs: () => 0,
    probe: () => Promise.resolve(++rounds < 400 ? "silent" : "answers"),
  });
  assert.equal((await rescue.find()).end, "found");
});

Deno.test("offline nobody is asked; when the network is back the first round finds", async () => {
  let asked = 0;
  const { world, rescue } = openWorld({
    isOffline: () => world.nowMs < 5_000,
    probe: () => Promise.resolve((asked++, "answers")),
  });
  assert.equal((await rescue.find()).end, "found");
  assert.deepEqual([asked, world.asked], [2, 0]);
});

Deno.test("an OCA that answers and yet fails every engine is not tried in a tight loop", async () => {
  const { world, plan, rescue } = openWorld();
  world.said = "answers";
  let tries = 0;
  for (; tries < 1_000; tries++) {
    const found = await rescue.find();
    if (found.end !== "found") break;
    plan.failed(found.oca.id);
  }
  assert.ok(tries < 25, `${tries} engines in 30 s`);
});

Deno.test("refusals are told from silence, a refusal of playback ends it", async () => {
  const { world, rescue } = openWorld();
  world.said = "refuses";
  assert.deepEqual(await rescue.find(), { end: "given-up", wasSilent: false });
  const refused = openWorld({ askPlayback: () => Promise.resolve("refused") });
  assert.deepEqual(await refused.rescue.find(), { end: "over" });
});

Deno.test("a segment begins the waiting anew", async () => {
  const { world, rescue } = openWorld();
  await rescue.find();
  world.nowMs = 0;
  world.slept = [];
  rescue.calm();
  await rescue.find();
  assert.equal(world.slept[0], 250);
});
