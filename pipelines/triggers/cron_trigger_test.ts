import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { readCronSchedule } from "./cron_schedule.ts";
import { TriggerBoard } from "./trigger_board.ts";
import { TriggerRig } from "./trigger_fixture.ts";

const HOUR_MS = 3_600_000;

function nightly(schedule = "30 2 * * *", timeZone = "Europe/Berlin") {
  return [{ name: "nightly", triggers: [{ type: "cron" as const, schedule, timeZone }] }];
}

async function boardOf(rig: TriggerRig, pipelines = nightly()): Promise<TriggerBoard> {
  const board = new TriggerBoard(rig);
  await board.replace(pipelines);
  return board;
}

Deno.test("a schedule starts its pipeline by the clock of its place, with the time in the key", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  const board = await boardOf(rig);
  await rig.timer.advance(48 * HOUR_MS);
  assert.deepEqual(rig.started, [
    "nightly cron cron/nightly/2026-06-03T00:30:00.000Z",
    "nightly cron cron/nightly/2026-06-04T00:30:00.000Z",
  ]);
  assert.deepEqual(rig.outcomes, ["started", "started"]);
  await board.close();
  assert.equal(rig.timer.pendingCount, 0);
});

Deno.test("summer time neither doubles nor loses a night", async () => {
  for (
    const [now, firings] of [["2026-03-28T12:00:00Z", 2], ["2026-10-24T12:00:00Z", 2]] as const
  ) {
    const rig = new TriggerRig(now);
    const board = await boardOf(rig);
    await rig.timer.advance(48 * HOUR_MS);
    assert.equal(rig.started.length, firings, `${rig.started}`);
    await board.close();
  }
});

Deno.test("a restart around a firing fires once: before, at once after, and with the note lost", async () => {
  const rig = new TriggerRig("2026-06-03T00:29:00Z");
  await boardOf(rig);
  await rig.timer.advance(61_000);
  assert.equal(rig.started.length, 1);
  const after = rig.later(1_000);
  await boardOf(after);
  await after.timer.advance(HOUR_MS);
  assert.deepEqual(after.started, []);
  const lost = rig.later(1_000);
  lost.kept.set(
    "cron/nightly/30 2 * * * Europe/Berlin",
    String(Date.parse("2026-06-03T00:29:00Z")),
  );
  await boardOf(lost);
  assert.deepEqual(lost.started, rig.started, "asked for again, with the same key");
});

Deno.test("a firing while nobody was there is missed and told, and the next one comes", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  await boardOf(rig);
  const after = rig.later(50 * HOUR_MS);
  await boardOf(after);
  assert.deepEqual(after.started, []);
  assert.deepEqual(after.outcomes, ["missed"]);
  assert.match(after.notes[0]?.reason ?? "", /at 2026-06-03T00:30:00.000Z, nor 2 times more/);
  await after.timer.advance(24 * HOUR_MS);
  assert.equal(after.started.length, 1);
  const again = after.later(1_000);
  await boardOf(again);
  assert.deepEqual(again.outcomes, [], "what was told is not told again");
});

Deno.test("a schedule of seconds that was away fires once and tells the rest", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  await boardOf(rig, nightly("*/10 * * * * *"));
  const soon = rig.later(35_000);
  await boardOf(soon, nightly("*/10 * * * * *"));
  assert.deepEqual(soon.started, ["nightly cron cron/nightly/2026-06-03T00:00:30.000Z"]);
  assert.deepEqual(soon.outcomes, ["started", "missed"]);
  const long = rig.later(1_000 * HOUR_MS);
  await boardOf(long, nightly("*/10 * * * * *"));
  assert.deepEqual(long.outcomes, ["missed"]);
  await long.timer.advance(10_000);
  assert.equal(long.started.length, 1);
});

Deno.test("a wall clock that is set forward misses, and one that is set back fires nothing twice", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  await boardOf(rig);
  rig.clock.jumpWall(2 * HOUR_MS);
  await rig.timer.advance(60_000);
  assert.deepEqual(rig.outcomes, ["missed"]);
  const back = new TriggerRig("2026-06-03T00:29:30Z");
  await boardOf(back);
  await back.timer.advance(60_000);
  back.clock.jumpWall(-10 * 60_000);
  await back.timer.advance(30 * 60_000);
  assert.equal(back.started.length, 1);
});

Deno.test("a conductor that is away is asked again, and a refusal is told and over", async () => {
  const rig = new TriggerRig("2026-06-03T00:29:55Z");
  rig.errors.push(new NetopsError("UNREACHABLE", "Cannot reach kv"));
  await boardOf(rig);
  await rig.timer.advance(10_000);
  assert.equal(rig.started.length, 1);
  const busy = new TriggerRig("2026-06-03T00:29:55Z");
  busy.errors.push(new NetopsError("REFUSED", "Cannot start as e-1 runs"));
  await boardOf(busy);
  await busy.timer.advance(HOUR_MS);
  assert.deepEqual([busy.started, busy.outcomes], [[], ["refused"]]);
  assert.equal(busy.notes[0]?.reason, "Cannot start as e-1 runs");
});

Deno.test("without a trigger there is no timer, and one that is taken away leaves none", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  const board = await boardOf(rig, []);
  await board.replace([{ name: "manual" }].map(({ name }) => ({ name, triggers: [] })));
  assert.deepEqual([board.size, rig.timer.pendingCount], [0, 0]);
  await board.replace(nightly());
  assert.deepEqual([board.size, rig.timer.pendingCount], [1, 1]);
  await board.replace(nightly());
  assert.deepEqual([board.size, rig.timer.pendingCount], [1, 1]);
  await board.replace([]);
  assert.deepEqual([board.size, rig.timer.pendingCount, rig.kept.size], [0, 0, 0]);
});

Deno.test("a trigger that cannot be read is told with its fault, and the others go on", async () => {
  const rig = new TriggerRig("2026-06-03T00:00:00Z");
  const odd = [["nonsense", "UTC"], ["* * * * *", "Europe/Atlantis"], [
    "0 0 30 2 *",
    "UTC",
  ]] as const;
  const triggers = odd.map(([schedule, timeZone]) => ({
    type: "cron" as const,
    schedule,
    timeZone,
  }));
  const board = await boardOf(rig, [{ name: "odd", triggers }, ...nightly()]);
  assert.deepEqual(rig.outcomes, ["failed", "failed", "failed"]);
  await rig.timer.advance(HOUR_MS);
  assert.equal(rig.started.length, 1);
  await board.close();
});

Deno.test("readCronSchedule() says what is wrong", async () => {
  await assert.rejects(readCronSchedule("61 * * * *", "UTC"), { code: "CONFIG_INVALID" });
  await assert.rejects(readCronSchedule("0 0 30 2 *", "UTC"), /no day of any year/);
});
