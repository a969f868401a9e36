import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { ConductorRig, type StageDraft } from "./conductor_fixture.ts";
import { CountedWorld, randomPipeline, scriptedHandlers } from "./scripted_stages.ts";
import type { Death } from "./watched_kv.ts";

interface Course {
  readonly view: ExecutionView;
  readonly world: CountedWorld;
  readonly commits: number;
  readonly deaths: number;
}

const ID = "d-00000001";

/** Carries a pipeline out; the conductor dies at `death`, and another one goes on. */
async function course(
  stages: readonly StageDraft[],
  options: {
    readonly death?: Death;
    readonly abortAtMs?: number;
    readonly failures?: readonly ("lost-answer" | "refused")[];
  } = {},
): Promise<Course> {
  const world = new CountedWorld();
  await using rig = await ConductorRig.open({ handlers: scriptedHandlers(world) });
  const first = rig.kv.commitCount;
  const { death, abortAtMs, failures = [] } = options;
  await rig.start(stages, { key: "k" });
  rig.kv.failures.push(...failures);
  const before = rig.kv.commitCount - first;
  if (death !== undefined) {
    rig.kv.death = { ...death, commit: death.commit + rig.kv.commitCount };
  }
  if (abortAtMs !== undefined) {
    await rig.advance(abortAtMs);
    if (!rig.kv.isDead) void rig.conductor.wish(ID, { wish: "abort", by: "ann" }).catch(() => {});
  }
  let view = await rig.untilOver(ID);
  const deaths = view === undefined ? 1 : 0;
  if (view === undefined) {
    await rig.boot();
    if (abortAtMs !== undefined) {
      await rig.conductor.wish(ID, { wish: "abort", by: "ann" }).catch(() => {});
    }
    view = await rig.untilOver(ID);
  }
  assert.ok(view !== undefined);
  assert.equal(rig.conductor.openCount, 0);
  await assertEventsInOrder(rig);
  return { view, world, commits: rig.kv.commitCount - before - first, deaths };
}

async function assertEventsInOrder(rig: ConductorRig): Promise<void> {
  const events = await rig.conductor.events(ID, 0);
  const numbers = events.map(({ seq }) => seq);
  assert.deepEqual(numbers, [...new Set(numbers)].sort((one, other) => one - other));
  assert.equal(events.at(-1)?.kind, "deploy.ended");
  assert.equal(events.filter(({ kind }) => kind === "deploy.started").length, 1);
}

/** What must be the same whoever carried it out. */
function outcome({ view, world }: Course) {
  const { status, verdict, reason, stages } = view;
  return {
    ...{ status, verdict, reason },
    stages: stages.map(({ name, status, reason, outputs }) => ({ name, status, reason, outputs })),
    done: world.done.toSorted(),
  };
}

Deno.test("whoever dies at whichever commit, the next one comes to the same end, and nothing is done twice", async () => {
  const rng = createFixedRng("crashes");
  let deaths = 0;
  for (let round = 0; round < 12; round++) {
    const stages = randomPipeline(rng);
    const whole = await course(stages);
    const expected = outcome(whole);
    for (let commit = 1; commit <= whole.commits; commit++) {
      for (const isMade of [true, false]) {
        const broken = await course(stages, { death: { commit, isMade } });
        assert.deepEqual(outcome(broken), expected, `commit ${commit} ${isMade} of round ${round}`);
        deaths += broken.deaths;
      }
    }
  }
  assert.ok(deaths > 200, `${deaths} deaths`);
});

/** How much was taken back of the stages that were cancelled. */
function undoneOf(view: ExecutionView, world: CountedWorld): number {
  const running = view.stages.filter(({ status }) => status === "RUNNING" || status === "PAUSED");
  assert.deepEqual(running, []);
  const cancelled = view.stages.filter(({ status }) => status === "CANCELED");
  const counts = cancelled.map(({ name }) => {
    const count = (what: string) =>
      world.done.filter((key) => key.startsWith(`${ID}/${name}/${what}/`)).length;
    // What was begun and not noted is undone as far as it was noted: the last may be left to its own key.
    assert.ok(count("undo") >= count("do") - 1, JSON.stringify(world.done));
    return count("undo");
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

Deno.test("an end that is asked for takes back what was done, in reverse, whoever dies meanwhile", async () => {
  const rng = createFixedRng("aborts");
  let undone = 0;
  for (let round = 0; round < 8; round++) {
    const stages = randomPipeline(rng);
    for (let commit = 1; commit <= 12; commit++) {
      const { view, world } = await course(stages, {
        death: { commit, isMade: commit % 2 === 0 },
        abortAtMs: 200,
      });
      undone += undoneOf(view, world);
    }
  }
  assert.ok(undone > 50, `${undone} undone`);
});

Deno.test("a database that is away, or answers too late, changes nothing of the outcome", async () => {
  const rng = createFixedRng("away");
  for (let round = 0; round < 20; round++) {
    const stages = randomPipeline(rng);
    const expected = outcome(await course(stages));
    const failures = Array.from(
      { length: 12 },
      () => (["lost-answer", "refused"] as const)[rng.integer(2)]!,
    );
    assert.deepEqual(outcome(await course(stages, { failures })), expected);
  }
});

Deno.test("a conductor that was replaced writes nothing any more, and says so", async () => {
  const world = new CountedWorld();
  await using rig = await ConductorRig.open({ handlers: scriptedHandlers(world) });
  await rig.start([{ name: "a", type: "wait" }, { name: "b", type: "wait", needs: ["a"] }]);
  const old = rig.conductor;
  const oldTimer = rig.timer;
  await rig.boot();
  const view = await rig.untilOver(ID);
  const doneBefore = world.done.length;
  await oldTimer.advance(60_000);
  await rig.settle();
  assert.deepEqual(world.done.length, doneBefore);
  assert.equal(rig.supersededCount, 1);
  assert.deepEqual(await rig.conductor.view(ID), view);
  old.close();
});
