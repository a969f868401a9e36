import assert from "node:assert/strict";
import fc from "fast-check";
import { createViewer } from "./mod.ts";
import { type Behaviour, type SimulatedOca, SimulatedWorld } from "./simulated_fixture.ts";
import { assertWhole, oca, watch } from "./watch_fixture.ts";

const TARGET_MS = 6_000;
const SEGMENT_MS = 2_000;

Deno.test("a title on good OCAs plays to its end from the best rank", () => {
  const { world, result } = watch([oca("a"), oca("b"), oca("c")]);
  assert.equal(result.outcome, "ended");
  assert.equal(result.oca, "a");
  assert.deepEqual(result.ocas, ["a", "b", "c"]);
  assert.equal(result.stalls, 0);
  assert.equal(result.failovers, 0);
  assert.equal(result.playedMs, 24_000);
  assert.equal(result.hitRatio, 1);
  assert.ok(result.startupMs !== null && result.startupMs < 200, `${result.startupMs}`);
  // From the lowest-but-one rung of three upwards.
  assert.equal(result.switches, 1);
  assertWhole(world);
  assert.ok(world.mostBufferMs <= TARGET_MS + SEGMENT_MS, `${world.mostBufferMs}`);
});

Deno.test("playback is told about start, heartbeats and end", () => {
  const { world } = watch([oca("a")]);
  const types = world.beacons.map(({ type }) => type);
  assert.equal(types[0], "start");
  assert.equal(types.at(-1), "end");
  assert.equal(types.filter((type) => type === "heartbeat").length, 2);
  assert.deepEqual(world.beacons.find(({ type }) => type === "switch")?.data["from"], "v1");
});

Deno.test("no rung above maxHeight is fetched", () => {
  const { world } = watch([oca("a")], { maxHeight: 360 });
  const rungs = new Set(world.requests.map(({ request }) => request.rung));
  assert.ok(rungs.has("v1") && !rungs.has("v2"), [...rungs].join());
});

Deno.test("a smaller target keeps a smaller buffer", () => {
  const { world } = watch([oca("a")], { targetBufferMs: 2_000 });
  assert.ok(world.mostBufferMs <= 4_000, `${world.mostBufferMs}`);
});

Deno.test("stop() ends as stopped and says so", () => {
  const { world, result } = watch([oca("a")], { stopAtMs: 7_000 });
  assert.equal(result.outcome, "stopped");
  assert.ok(result.playedMs > 6_500 && result.playedMs <= 7_000);
  assert.equal(world.beacons.at(-1)?.type, "stop");
});

for (const behaviour of ["dead", "503", "reset", "hang"] as const) {
  Deno.test(`an OCA that turns ${behaviour} in mid-stream costs at most 2 s, at any moment`, () => {
    for (let fromMs = 50; fromMs < 20_000; fromMs += 333) {
      const { world, result } = watch([oca("a", [fromMs, behaviour]), oca("b")]);
      assert.equal(result.outcome, "ended");
      assert.ok(result.stalledMs <= 2_000, `at ${fromMs}: ${result.stalledMs} ms`);
      assertWhole(world);
      // Whoever fails when everything is fetched is not missed.
      if (fromMs < 14_000) assert.equal(result.failovers, 1, `at ${fromMs}`);
    }
  });

  Deno.test(`an OCA that is ${behaviour} from the start is not chosen`, () => {
    const { result } = watch([oca("a", [0, behaviour]), oca("b")]);
    assert.equal(result.outcome, "ended");
    assert.equal(result.oca, "b");
    assert.ok((result.startupMs ?? Infinity) < 2_000, `${result.startupMs}`);
  });
}

Deno.test("one 503 is tried again at the same OCA, without a failover", () => {
  const { world, result } = watch([oca("a", [4_000, "503"], [4_150, "good"]), oca("b")]);
  assert.equal(result.failovers, 0);
  assert.ok(world.steps.some(({ step }) => step === "retry"));
  const { result: hasty } = watch([oca("a", [4_000, "503"], [4_150, "good"]), oca("b")], {
    errorRetries: 0,
  });
  assert.equal(hasty.failovers, 1);
});

Deno.test("an OCA that gets slow is left before the buffer ends", () => {
  const { result } = watch([oca("a", [5_000, "slow"]), oca("b")]);
  assert.equal(result.outcome, "ended");
  assert.equal(result.oca, "b");
  assert.equal(result.stalls, 0);
});

Deno.test("an OCA that is a little too slow for each segment is left at its first one", () => {
  // A segment of 0.5 s takes 1.25 s: none of them is late by much, all of them together are.
  const title = { segments: 40, segmentMs: 500, rungsBps: [400_000] };
  const { result } = watch([oca("a", [5_000, "slow"]), oca("b")], { title, targetBufferMs: 1_500 });
  assert.equal(result.outcome, "ended");
  assert.equal(result.failovers, 1);
  assert.ok(result.stalls <= 1 && result.stalledMs <= 500, `${result.stalledMs} ms`);
});

Deno.test("an OCA that is watched is left even when it is back before anything is needed of it", () => {
  for (let fromMs = 2_000; fromMs < 12_000; fromMs += 177) {
    const restarts = [oca("a", [fromMs, "dead"], [fromMs + 900, "good"]), oca("b")];
    const { world, result } = watch(restarts, { watchMs: 500 });
    assert.equal(result.failovers, 1, `at ${fromMs}`);
    assert.equal(result.stalls, 0);
    assertWhole(world);
  }
});

Deno.test("an OCA that was dead for no time at all is left for being born again", () => {
  for (let fromMs = 2_000; fromMs < 12_000; fromMs += 177) {
    const { world, result } = watch([oca("a", [fromMs, "reborn"]), oca("b")], {
      watchMs: 400,
    });
    assert.equal(result.failovers, 1, `at ${fromMs}`);
    assert.equal(result.oca, "b");
    assert.equal(result.stalls, 0);
    assertWhole(world);
  }
});

Deno.test("a watched OCA is asked for something small, and left for what it answers to that", () => {
  const { world } = watch([oca("a")], { watchMs: 500 });
  const watches = world.requests.filter(({ request }) => request.purpose === "watch");
  assert.ok(watches.length > 15 && watches.length < 48, `${watches.length}`);
  assert.ok(watches.every(({ request }) => request.url.includes("/init.mp4?")));
  const { result } = watch([oca("a", [3_100, "503"], [3_900, "good"]), oca("b")], { watchMs: 500 });
  assert.equal(result.failovers, 1);
  const { result: once } = watch([oca("a", [3_100, "503"], [3_550, "good"]), oca("b")], {
    watchMs: 400,
  });
  assert.equal(once.failovers, 0);
});

Deno.test("a viewer waits longer when every OCA is late, instead of running around", () => {
  const all = ["a", "b", "c"].map((id) => oca(id, [5_000, "late"]));
  const { world, result } = watch(all, { watchMs: 500 });
  assert.equal(result.outcome, "ended");
  assertWhole(world);
  // Each first byte takes 2 s from 5 s on; one round of hangs shows that nobody is better.
  assert.ok(result.failovers <= 8, `${result.failovers}`);
  const { result: alone } = watch([oca("a", [5_000, "late"]), oca("b")], { watchMs: 500 });
  assert.equal(alone.failovers, 1);
  assert.equal(alone.stalls, 0);
});

Deno.test("a driver that was held up does not blame the OCA for it", () => {
  const lost = (lateMs: number) => {
    const viewer = createViewer({
      ocas: new SimulatedWorld({ ocas: [oca("a"), oca("b")] }).ocas().slice(0, 1),
      random: () => 0,
      requestedAtMs: 0,
    });
    const { wakeAtMs } = viewer.next(0);
    assert.equal(wakeAtMs, 1_500);
    const { actions } = viewer.next(wakeAtMs + lateMs);
    return actions.some(({ kind }) => kind === "abort");
  };
  assert.equal(lost(0), true);
  assert.equal(lost(50), true);
  // The answer may be waiting behind whatever held the driver up.
  assert.equal(lost(400), false);
});

Deno.test("when all are slow the viewer stays with the lowest rung instead of running around", () => {
  const all = ["a", "b", "c"].map((id) => oca(id, [0, "slow"]));
  const { world, result } = watch(all);
  assert.equal(result.outcome, "ended");
  assertWhole(world);
  // 20 KB/s are enough for the lowest rung.
  assert.ok(result.stalledRatio < 0.5, `${result.stalledRatio}`);
});

Deno.test("a 403 asks playback for new signatures and goes on where it stood", () => {
  const { world, result } = watch([oca("a", [5_000, "403"]), oca("b", [5_000, "403"])]);
  assert.equal(result.outcome, "ended");
  assert.equal(world.renewals, 1);
  assert.equal(result.stalls, 0);
  assert.equal(result.failovers, 0);
  assertWhole(world);
});

Deno.test("an OCA that goes on saying 403 after a new offer is left", () => {
  const world = new SimulatedWorld({ ocas: [oca("a", [5_000, "403"]), oca("b")] });
  // The offer brings no new signature for anybody.
  world.offer = () => world.ocas(1);
  const viewer = createViewer({ ocas: world.ocas(), random: () => 0, requestedAtMs: 0 });
  const result = world.run(viewer);
  assert.equal(result.outcome, "ended");
  assert.equal(result.oca, "b");
});

Deno.test("a refusal of playback ends the session with its words", () => {
  const world = new SimulatedWorld({ ocas: [oca("a", [0, "403"])] });
  const viewer = createViewer({ ocas: world.ocas(), random: () => 0, requestedAtMs: 0 });
  const [fetch] = viewer.next(0).actions;
  assert.ok(fetch?.kind === "fetch");
  viewer.feed({ kind: "answer", id: fetch.request.id, status: 403, bytes: 0 }, 5);
  assert.deepEqual(viewer.next(5).actions.map(({ kind }) => kind), ["renew", "step"]);
  viewer.feed({ kind: "refusal", message: "the plan ended" }, 9);
  const { result, wakeAtMs } = viewer.next(9);
  assert.equal(result?.outcome, "failed");
  assert.equal(result?.error, "the plan ended");
  assert.equal(result?.startupMs, null);
  assert.equal(wakeAtMs, Infinity);
});

Deno.test("when all fail they are asked again in rounds, and the session goes on when one is back", () => {
  const { world, result } = watch([
    oca("a", [6_000, "dead"], [25_000, "good"]),
    oca("b", [6_000, "hang"]),
  ]);
  assert.equal(result.outcome, "ended");
  assert.equal(result.stalls, 1);
  // Back at 25.0 s; the longest wait between two rounds is 2 s, and "b" may be asked first: 1.5 s.
  assert.ok(result.stalledMs < 25_000 - 12_000 + 3_600, `${result.stalledMs}`);
  assertWhole(world);
  assert.ok(world.renewals >= 1);
});

Deno.test("when nobody comes back the session fails after giveUpMs", () => {
  const { world, result } = watch([oca("a", [6_000, "dead"]), oca("b", [0, "dead"])]);
  assert.equal(result.outcome, "failed");
  assert.match(result.error ?? "", /no OCA served anything for 3\d s; last, [abc]: \w+/);
  assert.ok(world.nowMs > 30_000 && world.nowMs < 50_000, `${world.nowMs}`);
  assert.equal(world.beacons.at(-1)?.type, "error");
  const short = watch([oca("a", [0, "dead"])], { giveUpMs: 3_000 });
  assert.ok(short.world.nowMs < 4_000);
  assert.equal(short.result.startupMs, null);
});

Deno.test("a new offer brings OCAs that were not there before", () => {
  const world = new SimulatedWorld({ ocas: [oca("a", [6_000, "dead"]), oca("b")] });
  const viewer = createViewer({
    ocas: world.ocas().slice(0, 1),
    random: () => 0.5,
    requestedAtMs: 0,
  });
  const result = world.run(viewer);
  assert.equal(result.outcome, "ended");
  assert.equal(result.oca, "b");
  assert.equal(result.stalls, 0);
});

Deno.test("an answer that nobody waits for changes nothing", () => {
  const viewer = createViewer({
    ocas: new SimulatedWorld({ ocas: [oca("a")] }).ocas(),
    random: () => 0,
    requestedAtMs: 0,
  });
  viewer.next(0);
  const before = viewer.snapshot();
  viewer.feed({ kind: "answer", id: 99, status: 200, bytes: 5 }, 0);
  viewer.feed({ kind: "progress", id: 99, bytes: 5 }, 0);
  viewer.feed({ kind: "failure", id: 99, reason: "reset" }, 0);
  assert.deepEqual(viewer.snapshot(), before);
});

const BEHAVIOURS: readonly Behaviour[] = ["dead", "503", "reset", "hang", "slow", "nonsense"];

const phases = fc.array(
  fc.record({
    fromMs: fc.integer({ min: 0, max: 40_000 }),
    behaviour: fc.constantFrom(...BEHAVIOURS, "good" as const),
  }),
  { maxLength: 6 },
).map((many) => many.sort((one, other) => one.fromMs - other.fromMs));

Deno.test("with one good OCA left every session ends: whole, in order, with bounded stalls and buffer", () => {
  const ocas = fc.tuple(fc.array(phases, { maxLength: 5 }), fc.nat()).map(([many, place]) => {
    const bad = many.map((own, index): SimulatedOca => ({ id: `x${index}`, phases: own }));
    return [...bad.slice(0, place % 6), oca("good"), ...bad.slice(place % 6)];
  });
  const chance = fc.record({
    draw: fc.double({ min: 0, max: 0.999, noNaN: true }),
    watchMs: fc.constantFrom(Infinity, 500),
  });
  fc.assert(
    fc.property(ocas, chance, (all, { draw, watchMs }) => {
      const { world, result } = watch(all, { random: () => draw, watchMs });
      assert.equal(result.outcome, "ended");
      assert.equal(result.playedMs, 24_000);
      assertWhole(world);
      assert.ok(world.mostBufferMs <= TARGET_MS + SEGMENT_MS + 1, `${world.mostBufferMs}`);
      // Each bad one costs at most a hang, a retry and a watch, and comes back rarely.
      const bad = all.length - 1;
      assert.ok(result.stalledMs <= bad * 4_000, `${result.stalledMs} ms with ${bad}`);
    }),
    { numRuns: 150 },
  );
});
