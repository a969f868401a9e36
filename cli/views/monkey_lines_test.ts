import assert from "node:assert/strict";
import type { MonkeyView } from "../chaos/monkey_view.ts";
import { monkeyLines, planLines } from "./monkey_lines.ts";

const VIEW = { nowMs: 100_000, paint: (_style: string, text: string) => text };
const EMPTY = { next: [], acts: [], skips: [], patients: [] };

Deno.test("monkeyLines() says of a monkey that is off just that", () => {
  assert.deepEqual(monkeyLines({ kind: "latency", isOn: false, ...EMPTY }, VIEW), [
    "○ Latency Monkey: off",
  ]);
});

Deno.test("monkeyLines() shows leash, calendar, what comes, what was done and who was spared and why", () => {
  const place = { day: "2026-10-14", index: 0 };
  const act = {
    ...{ id: "a", kind: "chaos" as const, group: "shop", app: "shop", instance: "shop-1" },
    ...{ strategy: "BurnCpu", atMs: 40_000, isLeashed: false, ...place },
  };
  const monkey: MonkeyView = {
    ...{ kind: "chaos", isOn: true, leashed: false, deadlineAtMs: 160_000 },
    calendar: { isOpen: false, reason: "a holiday", timeZone: "UTC", nextOpenMs: 110_000 },
    next: [{ atMs: 130_000, group: "shop", instance: "shop-2", strategy: "FailDns" }],
    acts: [{ act, outcome: "done", faultId: "f-1" }, { act }],
    skips: [{ ...place, group: "cart", atMs: 90_000, reason: "an outage" }],
    patients: [],
  };
  assert.deepEqual(monkeyLines(monkey, VIEW), [
    "● Chaos Monkey: on, unleashed, off by itself in 1m00s",
    "  calendar closed: a holiday, opens in 10.0s",
    "  next in 30.0s: FailDns to shop-2",
    "  1m00s ago BurnCpu to shop-1: done (f-1)",
    "  1m00s ago BurnCpu to shop-1: nobody knows: the monkey died",
    "  10.0s ago spared cart: an outage",
  ]);
});

Deno.test("monkeyLines() shows whom the doctor keeps out of service, and why", () => {
  const lines = monkeyLines({
    ...EMPTY,
    ...{ kind: "doctor", isOn: true, leashed: true, deadlineAtMs: 160_000 },
    patients: [{
      ...{ id: "shop-1", app: "shop", serverGroup: "shop-v000", state: "out" },
      ...{ sinceMs: 95_000, complaint: "it is DOWN" },
    }],
  }, VIEW);
  assert.deepEqual(lines, [
    "● Doctor Monkey: on, on the leash, off by itself in 1m00s",
    "  out of service for 5.0s: shop-1, as it is DOWN",
  ]);
});

Deno.test("planLines() says why nobody is hit once, and on a closed day names no group", () => {
  const quiet = { hits: [], spared: [] };
  const plan = {
    ...{ schema: "netops.monkey.plan/v1", kind: "chaos", seed: "s", leashed: false } as const,
    ...{ day: "2026-11-27", isOpen: true, reason: "a work day" },
    groups: [
      { group: "fleet", ...quiet, why: "the platform stands on it" },
      { group: "kv", ...quiet, why: "the platform stands on it" },
      { group: "shop", hits: [{ atMs: 0, instance: "shop-1", strategy: "Kill" }], spared: [] },
    ],
  };
  const options = { paint: VIEW.paint, timeZone: "UTC" };
  assert.deepEqual(planLines(plan, options), [
    "Chaos Monkey on 2026-11-27, a work day",
    "  shop: 00:00:00 Kill to shop-1",
    "  fleet, kv: nothing, the platform stands on it",
    "seed s",
  ]);
  const closed = { ...plan, isOpen: false, reason: "a holiday" };
  closed.groups = closed.groups.map((group) => ({ ...group, ...quiet, why: "a holiday" }));
  assert.deepEqual(planLines(closed, options), [
    "Chaos Monkey on 2026-11-27, closed: a holiday; nobody is hit",
    "seed s",
  ]);
});
