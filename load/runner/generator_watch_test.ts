import assert from "node:assert/strict";
import type { GroupUsage, Timer } from "@netops/core";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import { GeneratorWatch } from "./generator_watch.ts";
import { parseMachineTicks } from "./machine_usage.ts";

const PID = 4_711;

/** Watches a generator whose usage a test sets. */
function rig() {
  const timer = new FakeTimer();
  const state = {
    usage: { cpuS: 10, residentBytes: 50e6 } as GroupUsage | undefined,
    machine: { busy: 100, total: 1_000 },
  };
  const watch = new GeneratorWatch(PID, {
    usages: {
      read: (ids) =>
        state.usage !== undefined && ids.has(PID) ? new Map([[PID, state.usage]]) : new Map(),
    },
    readMachine: () => state.machine,
    ...{ machineCores: 4, clock: timer.clock, timer },
  });
  return { timer, state, watch };
}

Deno.test("cores, memory and the machine are measured over the load, not over the life of the process", async () => {
  const { timer, state, watch } = rig();
  state.usage = { cpuS: 10.5, residentBytes: 90e6 };
  await timer.advance(1_000);
  state.usage = { cpuS: 12, residentBytes: 80e6 };
  await timer.advance(1_000);
  state.machine = { busy: 400, total: 1_600 };
  // It ended.
  state.usage = undefined;
  await timer.advance(1_000);
  assert.deepEqual(watch.close(), {
    cpuCores: { mean: 1, max: 1.5 },
    rssMaxBytes: 90e6,
    machineBusyRatio: 0.5,
    ...{ machineCores: 4, timerLateP99Ms: 0 },
  });
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a timer that comes late says that the machine was starved", () => {
  const clock = new FakeClock();
  let ring = () => {};
  const idle: Timer = {
    after: (_delayMs, run) => {
      ring = run;
      return () => undefined;
    },
    every: () => () => undefined,
    sleep: () => Promise.resolve(),
  };
  const usages = { read: () => new Map([[PID, { cpuS: 1, residentBytes: 1 }]]) };
  const readMachine = () => ({ busy: 1, total: 2 });
  const watch = new GeneratorWatch(PID, {
    ...{ usages, readMachine, machineCores: 4, clock, timer: idle },
  });
  for (const passedMs of [100, 100, 350, 100]) {
    clock.advance(passedMs);
    ring();
  }
  // By straight lines between the four: 0, 0, 0, 250.
  assert.equal(watch.close()?.timerLateP99Ms, 242.5);
});

Deno.test("what the system does not tell is not made up", () => {
  const timer = new FakeTimer();
  const watch = new GeneratorWatch(PID, {
    ...{ usages: undefined, readMachine: () => undefined, machineCores: 4 },
    ...{ clock: timer.clock, timer },
  });
  assert.equal(watch.close(), null);
});

Deno.test("idle and iowait of the machine are not busy, and guests do not count twice", () => {
  const text = "cpu  100 10 40 800 50 5 5 10 999 999\ncpu0 1 1 1 1\n";
  assert.deepEqual(parseMachineTicks(text), { busy: 170, total: 1_020 });
  assert.equal(parseMachineTicks("intr 1\n"), undefined);
});
