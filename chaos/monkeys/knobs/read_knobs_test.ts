import assert from "node:assert/strict";
import { huntKnobs } from "../monkey_fixture.ts";
import { knobsOf } from "./knobs.ts";
import { type KnobIssue, readKnobs } from "./read_knobs.ts";

function issuesOf(file: unknown, kind: "chaos" | "latency" | "doctor" = "chaos") {
  return readKnobs(kind, file).issues as readonly KnobIssue[];
}

Deno.test("readKnobs() of an empty file is the defaults: on the leash, 9 to 15, a hit in two work days", () => {
  const knobs = huntKnobs({});
  assert.equal(knobs.leashed, true);
  assert.deepEqual([knobs.slot, knobs.grouping, knobs.durationMs], ["day", "cluster", 60_000]);
  const { openHour, closeHour, timeZone, holidays } = knobs.calendar;
  const { meanSlots, leastSlots, mostPerDay, enabled } = knobs.defaults;
  assert.deepEqual([openHour, closeHour, timeZone, holidays], [9, 15, "America/Los_Angeles", "us"]);
  assert.deepEqual([meanSlots, leastSlots, mostPerDay, enabled], [2, 1, 1, true]);
  assert.deepEqual(knobs.strategies, [{ name: "ShutdownInstance", parameters: {} }]);
  const doctor = readKnobs("doctor", undefined).knobs;
  assert.ok(doctor?.kind === "doctor" && doctor.leashed && doctor.inspectMs === 600_000);
});

Deno.test("readKnobs() turns spans and probabilities into slots of the work time there is", () => {
  const hourly = huntKnobs({ slot: "1h", defaults: { probability: 0.5 } });
  assert.equal(hourly.defaults.meanSlots, 12);
  const seconds = huntKnobs({
    slot: "1s",
    calendar: { always: true },
    defaults: { meanTimeBetweenKills: "3s", minTimeBetweenKills: "1500ms" },
  });
  assert.deepEqual([seconds.defaults.meanSlots, seconds.defaults.leastSlots], [3, 2]);
  assert.equal(
    huntKnobs({ slot: "30m", defaults: { meanTimeBetweenKills: "1d" } }).defaults.meanSlots,
    12,
  );
  assert.equal(
    huntKnobs({ defaults: { probability: 0 } }).defaults.meanSlots,
    Number.MAX_SAFE_INTEGER,
  );
});

Deno.test("knobsOf() puts a group's own knobs over its app's, and those over the defaults", () => {
  const knobs = huntKnobs({
    defaults: { maxTerminationsPerDay: 3, meanTimeBetweenKills: "4d" },
    groups: {
      shop: { probability: 0.1, minTimeBetweenKills: "2d" },
      "shop-eu": { maxTerminationsPerDay: 9 },
    },
  });
  const { meanSlots, leastSlots, mostPerDay } = knobsOf(knobs, "shop-eu", "shop");
  assert.deepEqual([meanSlots, leastSlots, mostPerDay], [10, 2, 9]);
  assert.equal(knobsOf(knobs, "toString", "bank").meanSlots, 4);
});

Deno.test("readKnobs() names unknown keys with those that could stand there", () => {
  const [top] = issuesOf({ leashd: true });
  assert.deepEqual(top?.path, ["leashd"]);
  assert.ok(top?.known?.includes("leashed"));
  const [calendar] = issuesOf({ calendar: { openhour: 9 } });
  assert.ok(calendar?.known?.includes("openHour"));
  const [group] = issuesOf({ groups: { shop: { enabeld: true } } });
  assert.deepEqual([group?.path, group?.known?.includes("enabled")], [
    ["groups", "shop", "enabeld"],
    true,
  ]);
  const [strategy] = issuesOf({ strategies: { BurnCPU: true } });
  assert.ok(strategy?.known?.includes("BurnCpu"));
  const [exception] = issuesOf({ exceptions: [{ ap: "shop" }] });
  assert.ok(exception?.known?.includes("app"));
  const [inner] = issuesOf({ strategies: { BurnCpu: { enable: true } } });
  assert.ok(inner?.known?.includes("enabled"), JSON.stringify(inner));
});

const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
  ["calendar.timeZone", { calendar: { timeZone: "Mars/Olympus" } }, /IANA/],
  ["calendar.timeZone", { calendar: { timeZone: "+02:00" } }, /IANA/],
  ["calendar.closeHour", { calendar: { openHour: 15, closeHour: 9 } }, /after openHour/],
  ["calendar.openHour", { calendar: { openHour: 24 } }, /0 to 23/],
  ["calendar.closedDays.2026-02-30", { calendar: { closedDays: { "2026-02-30": "x" } } }, /./],
  ["calendar.holidays", { calendar: { holidays: "fr" } }, /us or none/],
  ["slot", { slot: "1w" }, /day, or a duration/],
  ["slot", { slot: "10ms" }, /day, or a duration/],
  ["duration", { duration: "25h" }, /a duration/],
  ["defaults.probability", { defaults: { probability: 1.5 } }, /0 to 1/],
  ["defaults.meanTimeBetweenKills", { defaults: { meanTimeBetweenKills: "90m" } }, /work days/],
  ["groups.a.minTimeBetweenKills", { groups: { a: { minTimeBetweenKills: "1.5d" } } }, /work days/],
  [
    "groups.a.meanTimeBetweenKills",
    { groups: { a: { meanTimeBetweenKills: "2d", minTimeBetweenKills: "3d" } } },
    /apart on average/,
  ],
  ["groups.a.lastOptIn", { groups: { a: { lastOptIn: "yesterday" } } }, /a date/],
  ["exceptions.0", { exceptions: [{}] }, /names something/],
  [
    "strategies.BurnCpu.parameters",
    { strategies: { BurnCpu: { parameters: { workers: 0 } } } },
    /cpu-burn/,
  ],
  ["trackers.0", { trackers: ["http://example.com/"] }, /this machine/],
  ["leashed", { leashed: "no" }, /true or false/],
];

for (const [path, file, message] of WRONG) {
  Deno.test(`readKnobs() refuses ${JSON.stringify(file)}`, () => {
    const [issue, ...more] = issuesOf(file);
    assert.equal(issue?.path.join("."), path);
    assert.match(issue?.message ?? "", message);
    assert.deepEqual(more, []);
  });
}
