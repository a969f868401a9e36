import assert from "node:assert/strict";
import type { Processes, SignalName } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { endGroups, type GroupEntry } from "./end_groups.ts";

interface FakeOne {
  readonly pid: number;
  readonly group: number;
  readonly mark: string;
  readonly run?: string;
  /** How long after SIGTERM it ends; never when left out. SIGKILL always ends it. */
  readonly endsAfterMs?: number;
  /** Not even SIGKILL ends it. */
  readonly stuck?: boolean;
  alive: boolean;
}

/** A machine with these processes; notes every signal. */
function machineOf(...ones: Omit<FakeOne, "alive">[]) {
  const timer = new FakeTimer();
  const all: FakeOne[] = ones.map((one) => ({ ...one, alive: true }));
  const signals: string[] = [];
  const hit = (one: FakeOne, name: SignalName) => {
    signals.push(`${name} ${one.pid}`);
    if (name === "SIGKILL" && !one.stuck) one.alive = false;
    if (name === "SIGTERM" && one.endsAfterMs !== undefined) {
      timer.after(one.endsAfterMs, () => void (one.alive = false));
    }
  };
  const living = (test: (one: FakeOne) => boolean) => all.filter((one) => one.alive && test(one));
  const processes = {
    startMark: (pid: number) => living((one) => one.pid === pid)[0]?.mark,
    groupMembers: (group: number) => living((one) => one.group === group).map((one) => one.pid),
    withEnvironment: (_name: string, value: string) =>
      living((one) => one.run === value).map((one) => one.pid),
    signal: (pid: number, name: SignalName) => {
      for (const one of living((other) => other.pid === pid)) hit(one, name);
      return true;
    },
    signalGroup: (group: number, name: SignalName) => {
      for (const one of living((other) => other.group === group)) hit(one, name);
      return true;
    },
  } as unknown as Processes;
  const run = async (entries: readonly GroupEntry[], runId = "") => {
    let left: number[] | undefined;
    const options = { processes, clock: timer.clock, timer, graceMs: 3_000, runId };
    endGroups(entries, options).then((pids) => left = pids);
    await timer.settle();
    while (left === undefined) await timer.advance(25);
    return { left, tookMs: timer.clock.monotonicMs() };
  };
  return { run, signals, all };
}

Deno.test("groups that end by SIGTERM are not killed, and paused ones are woken to hear it", async () => {
  const machine = machineOf(
    { pid: 10, group: 10, mark: "a", endsAfterMs: 100 },
    { pid: 11, group: 10, mark: "b", endsAfterMs: 400 },
  );
  const { left, tookMs } = await machine.run([{ pid: 10, startMark: "a" }]);
  assert.deepEqual(left, []);
  assert.ok(tookMs >= 400 && tookMs < 500, `${tookMs} ms`);
  assert.deepEqual(machine.signals, ["SIGTERM 10", "SIGTERM 11", "SIGCONT 10", "SIGCONT 11"]);
});

Deno.test("what ignores SIGTERM is killed when the grace is over", async () => {
  const machine = machineOf({ pid: 10, group: 10, mark: "a" });
  const { left, tookMs } = await machine.run([{ pid: 10, startMark: "a" }]);
  assert.deepEqual(left, []);
  assert.ok(tookMs >= 3_000 && tookMs < 3_200, `${tookMs} ms`);
  assert.equal(machine.signals.at(-1), "SIGKILL 10");
});

Deno.test("a group whose leader is gone is ended all the same", async () => {
  const machine = machineOf({ pid: 11, group: 10, mark: "b" });
  assert.deepEqual((await machine.run([{ pid: 10, startMark: "a" }])).left, []);
  assert.equal(machine.all[0]?.alive, false);
});

Deno.test("a pid that was given to somebody else is left alone", async () => {
  const machine = machineOf({ pid: 10, group: 10, mark: "another" });
  const { left, tookMs } = await machine.run([{ pid: 10, startMark: "a" }]);
  assert.deepEqual([left, tookMs], [[], 0]);
  assert.deepEqual(machine.signals, []);
});

Deno.test("strays of the run that left their group are ended, others are not", async () => {
  const machine = machineOf(
    { pid: 50, group: 50, mark: "x", run: "run-1" },
    { pid: 51, group: 51, mark: "y", run: "run-2" },
    { pid: 52, group: 52, mark: "z", run: "" },
  );
  assert.deepEqual((await machine.run([], "run-1")).left, []);
  assert.deepEqual(machine.all.map((one) => one.alive), [false, true, true]);
  await machine.run([], "");
  assert.equal(machine.all[2]?.alive, true);
});

Deno.test("what cannot be ended is named", async () => {
  const machine = machineOf({ pid: 10, group: 10, mark: "a", stuck: true });
  assert.deepEqual((await machine.run([{ pid: 10, startMark: "a" }])).left, [10]);
});

Deno.test("nothing to end takes no time", async () => {
  assert.deepEqual(await machineOf().run([]), { left: [], tookMs: 0 });
});
