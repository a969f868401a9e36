import assert from "node:assert/strict";
import type { ExecutionEvent, ExecutionView, ServerGroupView } from "@netops/core/contracts";
import { tortureConductor, type TortureRound } from "./torture_conductor.ts";
import type { TortureWorld } from "./torture_world.ts";

const EVENTS: readonly ExecutionEvent[] = ["started", "route", "ended"].map((kind, at) => ({
  ...{ seq: at + 1, tsMs: at, kind, data: {} },
}));

/** A platform in which everything goes well, unless it is told otherwise. */
class FakeWorld implements TortureWorld {
  armed: number[] = [];
  starts = 1;
  served = "v1";
  epochList = [4];
  dropped = 0;
  extraProcesses: string[] = [];
  /** Called in each round with its number, from 0. */
  harm: (round: number, world: FakeWorld) => void = () => undefined;
  keys: string[] = [];

  arm(afterSeq: number): Promise<void> {
    this.armed.push(afterSeq);
    this.starts++;
    return Promise.resolve();
  }

  carryOut(_: unknown, key: string): Promise<ExecutionView> {
    this.keys.push(key);
    this.served = this.served === "v1" ? "v2" : "v1";
    this.epochList.push(this.epochList.at(-1)! + 1);
    this.harm(this.keys.length - 1, this);
    return Promise.resolve({
      ...{ id: "d-1", status: "SUCCEEDED", verdict: "promoted", stages: [] },
    } as unknown as ExecutionView);
  }

  events() {
    return Promise.resolve(EVENTS);
  }

  settledGroups() {
    const group = { name: "shop-v001", cluster: "shop", version: this.served, desired: 2, up: 2 };
    return Promise.resolve([{ ...group, shareRatio: 1 } as unknown as ServerGroupView]);
  }

  epochs() {
    return Promise.resolve([...this.epochList]);
  }

  processes() {
    return Promise.resolve(["shop-v001", "shop-v001", ...this.extraProcesses]);
  }

  conductorStarts() {
    return Promise.resolve(this.starts);
  }

  requests() {
    return { sent: 100 * this.keys.length, dropped: this.dropped };
  }
}

async function torture(world: FakeWorld, every = 1, signal = new AbortController().signal) {
  const rounds: TortureRound[] = [];
  const report = await tortureConductor(
    { name: "release", pipeline: () => ({ name: "release", app: "shop", stages: [] }) },
    world,
    { every, runKey: "t", nowMs: () => 0, onRound: (round) => void rounds.push(round), signal },
  );
  assert.deepEqual(rounds, report.rounds);
  return report;
}

function problems({ rounds }: Awaited<ReturnType<typeof torture>>) {
  return rounds.flatMap((round) => round.problems);
}

Deno.test("the conductor dies once after each event, in executions of their own", async () => {
  const world = new FakeWorld();
  const report = await torture(world);
  assert.equal(report.passed, true);
  assert.deepEqual(world.armed, [1, 2, 3]);
  assert.equal(new Set(world.keys).size, 4);
  assert.equal(new Set(report.rounds.map(({ hash }) => hash)).size, 1);
  assert.equal(report.requests, 400);
});

Deno.test("every second event is every second event, the first among them", async () => {
  const world = new FakeWorld();
  assert.equal((await torture(world, 2)).passed, true);
  assert.deepEqual(world.armed, [1, 3]);
});

Deno.test("another end, a lost request, a stray process, an old epoch and a missing death are told", async () => {
  const told = async (harm: FakeWorld["harm"]) => {
    const world = new FakeWorld();
    world.harm = harm;
    const report = await torture(world);
    assert.equal(report.passed, false);
    return problems(report).join("; ");
  };
  const inLast = (harm: (world: FakeWorld) => void) => (round: number, world: FakeWorld) =>
    round === 3 ? harm(world) : undefined;
  assert.match(
    await told(inLast((world) => world.served = world.served === "v1" ? "v2" : "v1")),
    /it ended otherwise: SUCCEEDED promoted; shop: old version, 2 of 2 up, 100 %/,
  );
  assert.match(await told(inLast((world) => world.dropped += 2)), /2 requests were dropped/);
  assert.match(
    await told(inLast((world) => world.extraProcesses = ["shop-v000"])),
    /shop-v000 has 1 processes and should have 0/,
  );
  assert.match(
    await told(inLast((world) => world.epochList.push(5))),
    /epochs do not grow: 7, 8, 5/,
  );
  assert.match(await told(inLast((world) => world.starts--)), /died 0 times instead of 1/);
});

Deno.test("a torture that is ended early has not passed", async () => {
  const world = new FakeWorld();
  const control = new AbortController();
  world.harm = (round) => round === 1 ? control.abort() : undefined;
  const report = await torture(world, 1, control.signal);
  assert.equal(report.passed, false);
  assert.equal(report.rounds.length, 2);
});
