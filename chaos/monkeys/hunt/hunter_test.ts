import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import { huntKnobs, HuntRig, instance, instances } from "../monkey_fixture.ts";

/** A Wednesday on which people work, one minute before the monkey may. */
const MORNING_MS = Temporal.ZonedDateTime.from("2026-10-14T08:59[America/Los_Angeles]")
  .epochMilliseconds;

const HOUR_MS = 3_600_000;

/** A hit in about every slot of a minute, as often as one likes. */
const BUSY = {
  leashed: false,
  slot: "1m",
  defaults: { meanTimeBetweenKills: "1m", maxTerminationsPerDay: 1_000 },
};

function rigOf(file: object, all = instances(["shop"], 3), startMs = MORNING_MS): HuntRig {
  return new HuntRig(new FakeTimer(new FakeClock(startMs)), huntKnobs(file), all);
}

Deno.test("a live hour passes on a virtual clock as the plan says: hits come when they were drawn", async () => {
  const file = {
    leashed: false,
    slot: "1m",
    defaults: {
      ...{ meanTimeBetweenKills: "5m", minTimeBetweenKills: "3m", maxTerminationsPerDay: 100 },
    },
  };
  const rig = rigOf(file, instances(["a", "b", "c", "d"], 3));
  await rig.live(HOUR_MS + 60_000);
  const { injected } = rig.platform;
  // Four groups, one hit in five minutes each: 48 of an hour; 4 standard deviations.
  assert.ok(injected.length > 25 && injected.length < 70, `${injected.length} hits`);
  const opensMs = MORNING_MS + 60_000;
  for (const { atMs, faultKind, durationMs } of injected) {
    assert.ok(atMs >= opensMs);
    assert.deepEqual([faultKind, durationMs], ["process-terminate", 60_000]);
  }
  for (const group of ["a", "b", "c", "d"]) {
    const own = rig.book.of(group);
    assert.ok(own.every(({ outcome }) => outcome === "done"));
    const gaps = own.slice(1).map(({ act }, index) => rig.grid.gap(own[index]!.act, act, 100));
    assert.ok(gaps.every((gap) => gap >= 3), `${group}: ${gaps}`);
  }
});

Deno.test("a day passes on a virtual clock: one hit in each group, within its hours, and none at night", async () => {
  const file = { leashed: false, defaults: { probability: 1 } };
  const rig = rigOf(file, instances(["a", "b"], 3), MORNING_MS - 8 * HOUR_MS);
  await rig.live(2 * 24 * HOUR_MS, 30_000);
  assert.equal(rig.platform.injected.length, 4);
  for (const { atMs } of rig.platform.injected) {
    assert.equal(rig.grid.calendar.lookAt(atMs).isOpen, true);
  }
  const days = rig.book.history.records.map(({ act }) => `${act.day}/${act.group}`).sort();
  assert.deepEqual(days, ["2026-10-14/a", "2026-10-14/b", "2026-10-15/a", "2026-10-15/b"]);
});

Deno.test("a monkey on the leash notes and tells what it would do, and does nothing", async () => {
  const { leashed: _, ...leashed } = BUSY;
  const rig = rigOf(leashed);
  await rig.live(HOUR_MS);
  assert.equal(rig.platform.injected.length, 0);
  assert.ok(rig.platform.tracked.length > 10);
  assert.ok(rig.book.history.records.every(({ outcome }) => outcome === "leashed"));
});

Deno.test("a real hit looks only at real ones, so that a dry run before it costs nothing", async () => {
  const leashed = rigOf({ ...BUSY, leashed: true, defaults: { probability: 1 } });
  await leashed.live(7 * HOUR_MS, 30_000);
  const rig = rigOf({ ...BUSY, slot: "day", defaults: { probability: 1 } });
  rig.disk = leashed.disk;
  rig.openBook();
  rig.startHunter();
  await rig.live(7 * HOUR_MS, 30_000);
  assert.equal(rig.platform.injected.length, 1);
});

Deno.test("an outage, and an outage check that fails, block a hit without using its turn up", async () => {
  const rig = rigOf(BUSY);
  rig.platform.outageIs = () => Promise.resolve("the platform is not healthy: shop");
  await rig.live(10 * 60_000);
  rig.platform.outageIs = () => Promise.reject(new NetopsError("TIMED_OUT", "Cannot wait longer"));
  await rig.live(10 * 60_000);
  assert.deepEqual([rig.platform.injected.length, rig.book.history.records.length], [0, 0]);
  const reasons = new Set(rig.book.history.skips.map(({ reason }) => reason));
  assert.deepEqual([...reasons], [
    "the platform is not healthy: shop",
    "nobody can tell whether there is an outage: Cannot wait longer",
  ]);
  rig.platform.outageIs = () => Promise.resolve(undefined);
  await rig.live(5 * 60_000);
  assert.ok(rig.platform.injected.length > 0);
});

Deno.test("nothing is done that a tracker does not take", async () => {
  const rig = rigOf(BUSY);
  rig.platform.trackIs = () => Promise.reject(new NetopsError("UNREACHABLE", "Cannot reach it"));
  await rig.live(20 * 60_000);
  assert.equal(rig.platform.injected.length, 0);
  const { records } = rig.book.history;
  assert.ok(records.length > 5);
  assert.ok(records.every((one) => one.outcome === "failed" && /tracker/.test(one.reason ?? "")));
});

Deno.test("what a guard of the guardian refuses is noted and told as refused, and uses its turn up", async () => {
  const rig = rigOf({ ...BUSY, slot: "day", defaults: { probability: 1 } });
  rig.platform.injectIs = () => Promise.reject(new NetopsError("REFUSED", "Cannot inject"));
  await rig.live(7 * HOUR_MS, 30_000);
  assert.deepEqual(rig.book.history.records.map(({ outcome }) => outcome), ["refused"]);
  assert.match(rig.platform.undone.join(), /^refused [^,]+: Cannot inject$/);
});

Deno.test("a hit stands on the disk before it is done, and after a crash it is not done again", async () => {
  const rig = rigOf({ ...BUSY, slot: "day", defaults: { probability: 1 } });
  let atDeath = "";
  rig.platform.injectIs = () => {
    atDeath = rig.disk;
    // The monkey dies here: nobody hears what became of it.
    return new Promise(() => undefined);
  };
  const dying = rig.hunter;
  for (let passed = 0; passed < 7 * HOUR_MS && atDeath === ""; passed += 30_000) {
    void dying.look();
    await rig.timer.advance(30_000);
  }
  assert.match(atDeath, /"type":"act"/);
  const again = rigOf(
    { ...BUSY, slot: "day", defaults: { probability: 1 } },
    undefined,
    rig.timer.clock.nowMs() - 60_000,
  );
  again.disk = `${atDeath}{"type":"out`;
  again.openBook();
  again.startHunter();
  await again.live(6 * HOUR_MS, 30_000);
  assert.equal(again.platform.injected.length, 0);
});

Deno.test("what was drawn for a time without a monkey is not made up for", async () => {
  const file = { ...BUSY, slot: "day", defaults: { probability: 1 } };
  const plan = rigOf(file);
  await plan.live(7 * HOUR_MS, 30_000);
  const [hit] = plan.platform.injected;
  const late = rigOf(file, undefined, hit!.atMs + 60_000);
  await late.live(7 * HOUR_MS, 30_000);
  assert.equal(late.platform.injected.length, 0);
  const asleep = rigOf(file, undefined, hit!.atMs - 600_000);
  await asleep.live(1_000);
  await asleep.timer.advance(2 * 600_000);
  await asleep.live(60_000);
  assert.equal(asleep.platform.injected.length, 0);
});

Deno.test("a clock that jumps back does not bring a hit twice", async () => {
  const rig = rigOf({ ...BUSY, slot: "day", defaults: { probability: 1 } });
  await rig.live(7 * HOUR_MS, 30_000);
  rig.timer.clock.jumpWall(-7 * HOUR_MS);
  rig.startHunter();
  await rig.live(7 * HOUR_MS, 30_000);
  assert.equal(rig.platform.injected.length, 1);
});

Deno.test("caps hold when many ask at once: claims are taken one by one", async () => {
  const apps = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const rig = rigOf({ ...BUSY, maxTerminationsPerDay: 5 }, instances(apps, 3));
  // Eight groups are drawn in each minute; eight monkeys look at once over one recorder.
  rig.platform.delayMs = 400;
  const hunters = Array.from({ length: 8 }, (_, index) => rig.startHunter(`s${index}`));
  for (let passed = 0; passed < HOUR_MS / 4; passed += 1_000) {
    for (const hunter of hunters) void hunter.look();
    await rig.timer.advance(1_000);
  }
  await rig.timer.advance(10_000);
  assert.equal(rig.platform.injected.length, 5);
  assert.equal(rig.book.history.records.length, 5);
});

Deno.test("the least gap holds when many ask at once", async () => {
  const rig = rigOf({ ...BUSY, slot: "day", defaults: { probability: 1 } });
  rig.platform.delayMs = 700;
  const hunters = Array.from({ length: 10 }, (_, index) => rig.startHunter(`s${index}`));
  for (let passed = 0; passed < 7 * HOUR_MS; passed += 30_000) {
    for (const hunter of hunters) void hunter.look();
    await rig.timer.advance(30_000);
  }
  assert.equal(rig.platform.injected.length, 1);
});

Deno.test("exceptions, canaries, baselines and whoever is the last in service are never hit", async () => {
  const rig = rigOf({
    ...BUSY,
    grouping: "app",
    exceptions: [{ app: "shop", zone: "eu-b" }, { app: "bank", stack: "*" }],
  }, [
    instance("shop-0", { zone: "eu-a" }),
    instance("shop-1", { zone: "eu-b" }),
    instance("shop-2", { cluster: "shop-main-canary" }),
    instance("shop-3", { cluster: "shop-main-canary" }),
    instance("shop-4", { cluster: "shop-main-baseline" }),
    instance("bank-0"),
    instance("bank-1"),
    instance("solo-0"),
    instance("pair-0"),
    instance("pair-1", { status: "DOWN", reason: "dead" }),
    instance("held-0"),
    instance("held-1"),
    instance("busy-0"),
    instance("busy-1"),
  ]);
  rig.platform.sight = {
    ...rig.platform.sight,
    held: new Set(["held-1"]),
    deploying: new Set(["busy"]),
  };
  await rig.live(HOUR_MS);
  assert.deepEqual([...new Set(rig.platform.injected.map((one) => one.instance))], ["shop-0"]);
});

Deno.test("groups are opted in and out by app or group, and the ground only by name", async () => {
  const all = instances(["a", "b", "registry"], 2);
  const hitOf = async (file: object) => {
    const rig = rigOf({ ...BUSY, ...file }, all);
    await rig.live(20 * 60_000);
    return [...new Set(rig.book.history.records.map(({ act }) => act.app))].sort();
  };
  assert.deepEqual(await hitOf({}), ["a", "b"]);
  assert.deepEqual(await hitOf({ groups: { a: { enabled: false } } }), ["b"]);
  const optIn = { defaults: { ...BUSY.defaults, enabled: false } };
  assert.deepEqual(await hitOf({ ...optIn }), []);
  assert.deepEqual(await hitOf({ ...optIn, groups: { b: { enabled: true } } }), ["b"]);
  assert.deepEqual(await hitOf({ groups: { registry: {} } }), ["a", "b", "registry"]);
});

Deno.test("grouping says what counts as one: an app, a stack of it, or a cluster", async () => {
  const all = ["shop", "shop-eu", "shop-eu-blue", "shop-eu-green"].flatMap((cluster) =>
    [0, 1].map((index) => instance(`${cluster}-${index}`, { app: "shop", cluster }))
  );
  const groupsOf = async (grouping: string) => {
    const rig = rigOf({ ...BUSY, grouping, defaults: { probability: 1 }, slot: "day" }, all);
    await rig.live(7 * HOUR_MS, 30_000);
    return rig.book.history.records.map(({ act }) => act.group).sort();
  };
  assert.deepEqual(await groupsOf("app"), ["shop"]);
  assert.deepEqual(await groupsOf("stack"), ["shop", "shop-eu"]);
  const clusters = ["shop", "shop-eu", "shop-eu-blue", "shop-eu-green"];
  assert.deepEqual(await groupsOf("cluster"), clusters);
});

Deno.test("a group that is opted out for longer than the window is hit all the same when that is mandatory", async () => {
  const file = (lastOptIn: string | undefined, enabled = true) => ({
    ...{ leashed: false, mandatoryTermination: { enabled, defaultProbability: 1 } },
    groups: { shop: { enabled: false, ...(lastOptIn === undefined ? {} : { lastOptIn }) } },
  });
  const countOf = async (of: object) => {
    const rig = rigOf(of);
    await rig.live(3 * 24 * HOUR_MS, 50_000);
    return rig.platform.injected.length;
  };
  // Hit once: from then on the last hit is within the window.
  assert.equal(await countOf(file("2026-08-01")), 1);
  assert.equal(await countOf(file("2026-10-01")), 0);
  assert.equal(await countOf(file(undefined)), 0);
  assert.equal(await countOf(file("2026-08-01", false)), 0);
});

Deno.test("strategies that are on are drawn alike, and only where they apply", async () => {
  const file = {
    ...BUSY,
    duration: "7s",
    strategies: { ShutdownInstance: false, BurnCpu: true, NetworkLatency: true, FillDisk: true },
  };
  const rig = rigOf(file);
  await rig.live(6 * HOUR_MS);
  const counts = new Map<string, number>();
  for (const { faultKind } of rig.platform.injected) {
    counts.set(faultKind, (counts.get(faultKind) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), ["cpu-burn", "link-latency"]);
  const share = counts.get("cpu-burn")! / rig.platform.injected.length;
  assert.ok(Math.abs(share - 0.5) < 4 * Math.sqrt(0.25 / rig.platform.injected.length));
  assert.ok(rig.platform.injected.every(({ durationMs }) => durationMs === 7_000));
  const victims = new Set(rig.platform.injected.map((one) => one.instance));
  assert.equal(victims.size, 3);
});
