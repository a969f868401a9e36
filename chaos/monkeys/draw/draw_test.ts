import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { WorkCalendar } from "../calendar/work_calendar.ts";
import { groupInstances } from "../groups/hunt_group.ts";
import { huntKnobs, instances } from "../monkey_fixture.ts";
import { ActBook } from "../recorder/act_book.ts";
import type { Act } from "../recorder/act.ts";
import { chanceOf, throwDice } from "./draw_slot.ts";
import { decide } from "./decide.ts";
import { planDay } from "./plan_day.ts";
import { SlotGrid } from "./slots.ts";

const DAYS = 10_000;

/** The acts of so many days for an app, drawn slot by slot, each noted. */
function simulate(file: object, { seed = "seed", days = DAYS, apps = ["shop"] } = {}) {
  const knobs = huntKnobs(file);
  const grid = new SlotGrid(new WorkCalendar(knobs.calendar), knobs.slot);
  const book = new ActBook({ records: [], skips: [] }, () => undefined);
  const groups = groupInstances(instances(apps, 3), knobs.grouping);
  const facts = { knobs, grid, seed, createRng: createFixedRng, book, ground: new Set<string>() };
  const acts: Act[] = [];
  for (
    let day = "2026-01-01", count = 0;
    count < days;
    count++, day = grid.calendar.dayAfter(day)
  ) {
    const draws = grid.ofDay(day).flatMap((slot) => groups.map((group) => ({ slot, group })));
    for (const { slot, group } of draws) {
      const hit = decide(slot, group, facts);
      if (!hit.isHit) continue;
      const act: Act = {
        ...{ id: `${slot.id}/${group.name}`, kind: "chaos", group: group.name, app: group.app },
        ...{ instance: "i", strategy: "ShutdownInstance", isLeashed: false, atMs: hit.atMs },
        ...{ day: slot.day, index: slot.index },
      };
      assert.equal(book.claim(act, hit.rules), undefined);
      acts.push(act);
    }
  }
  return { acts, grid };
}

/** Work days, or slots, from each act to the next. */
function gapsOf({ acts, grid }: ReturnType<typeof simulate>): number[] {
  return acts.slice(1).map((act, index) => grid.gap(acts[index]!, act, Infinity));
}

for (const [mean, least] of [[2, 1], [5, 1], [5, 3], [10, 10], [1, 1]] as const) {
  Deno.test(`over 10,000 days the mean gap is ${mean} work days and none is below ${least}`, () => {
    const defaults = { meanTimeBetweenKills: `${mean}d`, minTimeBetweenKills: `${least}d` };
    const gaps = gapsOf(simulate({ defaults }));
    const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    // A geometric number with mean m = μ − ε + 1 has variance m(m − 1); 4 standard errors.
    const spread = Math.sqrt((mean - least + 1) * (mean - least) / gaps.length);
    assert.ok(Math.abs(average - mean) <= 4 * spread + 1e-9, `${average} of ${gaps.length} gaps`);
    assert.equal(Math.min(...gaps) >= least, true);
  });
}

Deno.test("gaps are geometric: each length is as often as p(1−p)^k says", () => {
  const gaps = gapsOf(simulate({ defaults: { meanTimeBetweenKills: "4d" } }));
  for (const k of [0, 1, 2, 3, 4]) {
    const expected = 0.25 * 0.75 ** k;
    const seen = gaps.filter((gap) => gap === k + 1).length / gaps.length;
    const spread = Math.sqrt(expected * (1 - expected) / gaps.length);
    assert.ok(Math.abs(seen - expected) < 4 * spread, `gap ${k + 1}: ${seen} for ${expected}`);
  }
});

Deno.test("nothing is drawn outside of the calendar, and every hour of it as often as the others", () => {
  const { acts, grid } = simulate({ defaults: { probability: 1 } });
  const perHour = new Map<number, number>();
  for (const { atMs } of acts) {
    assert.equal(grid.calendar.lookAt(atMs).isOpen, true);
    const { hour } = Temporal.Instant.fromEpochMilliseconds(atMs)
      .toZonedDateTimeISO("America/Los_Angeles");
    perHour.set(hour, (perHour.get(hour) ?? 0) + 1);
  }
  assert.deepEqual([...perHour.keys()].sort((a, b) => a - b), [9, 10, 11, 12, 13, 14]);
  const expected = acts.length / 6;
  for (const count of perHour.values()) {
    assert.ok(Math.abs(count - expected) < 4 * Math.sqrt(expected), `${count} for ${expected}`);
  }
});

Deno.test("hourly slots have the same chance a day: probability ÷ 6 each from 9 to 15", () => {
  const { acts } = simulate({
    slot: "1h",
    defaults: { probability: 0.6, maxTerminationsPerDay: 6 },
  }, { days: 3_000 });
  const grid = new SlotGrid(new WorkCalendar(huntKnobs({}).calendar), 3_600_000);
  let workDays = 0;
  for (let day = "2026-01-01", count = 0; count < 3_000; count++) {
    if (grid.countOf(day) > 0) workDays++;
    day = grid.calendar.dayAfter(day);
  }
  assert.equal(grid.countOf("2026-10-14"), 6);
  const expected = 0.6 * workDays;
  assert.ok(Math.abs(acts.length - expected) < 4 * Math.sqrt(expected), `${acts.length}`);
});

Deno.test("caps hold: a group's a day, one in so many days, and all groups together", () => {
  const busy = { slot: "1h", defaults: { probability: 1, meanTimeBetweenKills: "1h" } };
  const { probability: _, ...often } = busy.defaults;
  const apps = ["a", "b", "c", "d"];
  const perDay = (acts: readonly Act[]) => {
    const counts = new Map<string, number>();
    for (const { day, group } of acts) {
      for (const key of [day, `${day}/${group}`]) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const of = (isGroup: boolean) =>
      Math.max(...[...counts].filter(([key]) => key.includes("/") === isGroup).map(([, n]) => n));
    return { group: of(true), all: of(false) };
  };
  const two = simulate({ ...busy, defaults: { ...often, maxTerminationsPerDay: 2 } }, {
    ...{ days: 400, apps },
  });
  assert.deepEqual(perDay(two.acts), { group: 2, all: 8 });
  const five = simulate({
    ...busy,
    defaults: { ...often, maxTerminationsPerDay: 2 },
    maxTerminationsPerDay: 5,
  }, { days: 400, apps });
  assert.deepEqual(perDay(five.acts), { group: 2, all: 5 });
  const rare = simulate({ defaults: { probability: 1, maxTerminationsPerDay: 0.3 } });
  assert.equal(Math.min(...gapsOf(rare)), 4);
  const never = simulate({ defaults: { probability: 1, maxTerminationsPerDay: 0.001 } }, {
    days: 300,
  });
  assert.equal(never.acts.length, 0);
});

Deno.test("chanceOf() is 0 for an endless mean, and 1 where mean and least gap are the same", () => {
  assert.equal(chanceOf({ meanSlots: Infinity, leastSlots: 1 }), 0);
  assert.equal(chanceOf({ meanSlots: 3, leastSlots: 3 }), 1);
  assert.equal(chanceOf({ meanSlots: 5, leastSlots: 2 }), 0.25);
  assert.equal(simulate({ defaults: { probability: 0 } }, { days: 400 }).acts.length, 0);
});

Deno.test("throwDice() is the same for the same seed, and another for another seed, kind, group or slot", () => {
  const grid = new SlotGrid(new WorkCalendar(huntKnobs({}).calendar), "day");
  const [slot] = grid.ofDay("2026-10-14");
  const [other] = grid.ofDay("2026-10-15");
  const base = { createRng: createFixedRng, seed: "s", kind: "chaos", group: "g" };
  const first = throwDice(slot!, base).dice;
  assert.equal(throwDice(slot!, base).dice, first);
  const others = [
    throwDice(slot!, { ...base, seed: "t" }),
    throwDice(slot!, { ...base, kind: "latency" }),
    throwDice(slot!, { ...base, group: "h" }),
    throwDice(other!, base),
  ];
  assert.ok(others.every(({ dice }) => dice !== first));
});

Deno.test("planDay() says what a day brings, and why it brings nothing to others", () => {
  const knobs = huntKnobs({
    defaults: { probability: 1 },
    groups: { b: { enabled: false }, registry: { enabled: true } },
    exceptions: [{ app: "c" }],
  });
  const grid = new SlotGrid(new WorkCalendar(knobs.calendar), knobs.slot);
  const options = {
    ...{ knobs, grid, seed: "s", createRng: createFixedRng, ground: new Set(["registry", "kv"]) },
    facts: {
      instances: instances(["a", "b", "c", "kv", "registry", "guardian"], 2),
      ...{ held: new Set<string>(), deploying: new Set<string>() },
    },
    history: { records: [], skips: [] },
  };
  const plan = planDay("2026-10-14", options);
  const of = (name: string) => plan.groups.find(({ group }) => group === name)!;
  assert.equal(of("a").hits.length, 1);
  assert.match(of("a").hits[0]!.instance!, /^a-[01]$/);
  assert.equal(of("a").hits[0]!.strategy, "ShutdownInstance");
  assert.equal(of("b").why, "opted out");
  assert.match(of("c").spared[0]!.reason, /exception/);
  assert.equal(of("c").hits[0]?.instance, undefined);
  assert.match(of("kv").why!, /stands on it/);
  assert.equal(of("registry").hits.length, 1);
  assert.match(of("guardian").why!, /nothing may be done/);
  assert.deepEqual(planDay("2026-10-14", options), plan);
  const closed = planDay("2026-10-17", options);
  assert.deepEqual([closed.isOpen, closed.groups[0]!.hits.length], [false, 0]);
  assert.match(closed.reason, /weekend/);
});
