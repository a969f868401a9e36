import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import { SeriesRig, START_MS } from "./series_store_rig.ts";

const HOUR_MS = 3_600_000;
const KIB = 1_024;

/** A counter that is reset at times, and what it counted altogether. */
function counted(values: readonly (readonly [number, number])[]): number {
  return values.reduce((sum, [, value], at) => {
    const before = values[at - 1]?.[1] ?? value;
    return sum + (value < before ? value : value - before);
  }, 0);
}

Deno.test("samples beyond two hours are kept at 10 s, and a counter counts what it counted", () => {
  const rig = new SeriesRig();
  const all: [number, number][] = [];
  let value = 0;
  for (let step = 0; step < 4 * 3_600; step++) {
    value = step % 1_237 === 0 ? 2 : value + step % 5;
    rig.step({ x_total: value, gauge: step % 100 });
    all.push([rig.clock.nowMs(), value]);
  }
  const fineMs = rig.clock.nowMs() - 2 * HOUR_MS;
  const old = rig.values("x_total", { fromMs: 0, toMs: fineMs - HOUR_MS / 2 });
  const expected = 5_400 / 10;
  assert.ok(
    old.length > expected && old.length < expected * 1.1,
    `${old.length} of an hour and a half`,
  );
  assert.equal(rig.values("x_total", { fromMs: fineMs + 1, toMs: Infinity }).length, 7_200);
  const left = rig.values("x_total");
  const known = new Map(all);
  for (const [timeMs, one] of left) assert.equal(known.get(timeMs), one);
  assert.equal(counted(left), counted(all));
  const gauges = rig.values("gauge", { fromMs: 0, toMs: fineMs - HOUR_MS / 2 });
  assert.ok(Math.abs(gauges.length - expected) < expected / 50);
  assert.deepEqual(rig.reopened().samples("x_total"), rig.samples("x_total"));
});

Deno.test("samples beyond a day are kept at 60 s, when they are kept at all", () => {
  const rig = new SeriesRig({ retentionMs: 40 * HOUR_MS, cycleMs: 600_000 });
  for (let step = 0; step < 32 * 360; step++) rig.step({ gauge: step % 7 }, 10_000);
  const old = rig.values("gauge", { fromMs: 0, toMs: START_MS + 5 * HOUR_MS });
  assert.ok(Math.abs(old.length - 300) < 10, `${old.length}`);
  assert.equal(rig.store.stats().dropped.age.blocks, 0);
  assert.deepEqual(rig.reopened().samples("gauge"), rig.samples("gauge"));
});

Deno.test("an option says what a counter is", () => {
  const isCounter = (labels: LabelSet) => labels.get("__name__") === "level";
  const rig = new SeriesRig({ fineMs: HOUR_MS }, { isCounter });
  for (let step = 0; step < 2 * 3_600; step++) rig.step({ level: step % 2, level_total: step % 2 });
  const old = (name: string) =>
    rig.values(name, { fromMs: 0, toMs: START_MS + HOUR_MS / 3 }).length;
  assert.ok(old("level") >= 1_190);
  assert.ok(old("level_total") <= 125);
});

Deno.test("a death while blocks are exchanged leaves one of both", () => {
  const rig = new SeriesRig({ fineMs: HOUR_MS });
  const removed: string[] = [];
  for (let step = 0; step < 2 * 3_600; step++) {
    const before = rig.files.copy();
    rig.step({ x_total: step });
    const rolled = [...rig.files.files.keys()].find((name) => name.endsWith("-1.block"));
    if (rolled === undefined) continue;
    // The coarse block is there, and those that it stands for are, too.
    before.files.set(rolled, rig.files.files.get(rolled) ?? new Uint8Array(0));
    removed.push(...[...before.files.keys()].filter((name) => !rig.files.files.has(name)));
    const saved = new Map(before.files);
    const after = rig.reopened(before);
    assert.ok(removed.length > 5);
    assert.deepEqual(after.values("x_total").slice(0, 100), rig.values("x_total").slice(0, 100));
    assert.ok(removed.every((name) => !before.files.has(name)));
    // A coarse block that is damaged stands for nothing.
    const damaged = before.copy();
    damaged.files.set(rolled, new Uint8Array(9));
    for (const name of removed) damaged.files.set(name, saved.get(name) ?? new Uint8Array(0));
    assert.equal(rig.reopened(damaged).values("x_total").length, step);
    return;
  }
  assert.fail("nothing was rolled up");
});

Deno.test("what is older than the retention goes, counted, and its files with it", () => {
  const rig = new SeriesRig({ retentionMs: HOUR_MS });
  for (let step = 0; step < 3 * 3_600; step++) rig.step({ x: Math.sqrt(step) });
  const values = rig.values("x");
  assert.ok(values.length >= 3_600 && values.length < 3_600 + 250);
  const { dropped, sealedSamples, disk, blocks } = rig.store.stats();
  assert.equal(dropped.age.samples + values.length, 3 * 3_600);
  assert.ok(dropped.age.blocks > 50 && blocks <= 33 && sealedSamples > 3_400);
  assert.equal(disk.blockBytes + disk.logBytes, rig.files.usedBytes);
  assert.ok(rig.files.list().length <= blocks + 2);
});

Deno.test("memory and disk stay within bounds whatever comes in, and the oldest goes first", () => {
  const load = fc.record({
    series: fc.integer({ min: 1, max: 40 }),
    steps: fc.integer({ min: 50, max: 600 }),
    stepMs: fc.constantFrom(1_000, 15_000),
    isNoisy: fc.boolean(),
    memoryBytes: fc.constantFrom(40 * KIB, 100 * KIB),
    diskBytes: fc.constantFrom(60 * KIB, 200 * KIB),
  });
  fc.assert(
    fc.property(load, ({ series, steps, stepMs, isNoisy, memoryBytes, diskBytes }) => {
      const limits = { memoryBytes, diskBytes, cacheBytes: 8 * KIB, segmentBytes: 10 * KIB };
      const rig = new SeriesRig({ ...limits, cycleMs: 20_000, fineMs: Infinity });
      for (let step = 0; step < steps; step++) {
        const names = Array.from({ length: series }, (_, at) => `s${at}`);
        rig.step(
          Object.fromEntries(
            names.map((name, at) => [name, isNoisy ? Math.sqrt(step + at) : step]),
          ),
          stepMs,
        );
        if (step % 20 === 0) { for (const name of names) rig.values(name); }
        const { memory, disk } = rig.store.stats();
        // What grows meanwhile is a block of a sixteenth, in buffers that double.
        assert.ok(memory.sealedBytes <= memoryBytes + 20 * KIB, `${memory.sealedBytes} in memory`);
        assert.ok(memory.cacheBytes <= 8 * KIB);
        assert.ok(disk.blockBytes + disk.logBytes <= diskBytes, `${disk.blockBytes} on the disk`);
        assert.equal(disk.blockBytes + disk.logBytes, rig.files.usedBytes);
      }
      const left = rig.values("s0");
      assert.equal(left.at(-1)?.[0], rig.clock.nowMs());
      // No hole: the oldest went first.
      left.forEach(([timeMs], at) =>
        assert.equal(timeMs, rig.clock.nowMs() - (left.length - 1 - at) * stepMs)
      );
      rig.store.close();
      const after = rig.reopened().values("s0");
      assert.deepEqual(after, rig.values("s0").slice(-after.length));
    }),
    { numRuns: 15 },
  );
});

Deno.test("a memory that became smaller takes the newest blocks only", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 500; step++) rig.step({ x: Math.sqrt(step) });
  const after = new SeriesRig({ memoryBytes: 2 * KIB }, {
    files: rig.files.copy(),
    clock: rig.clock,
  });
  const values = after.values("x");
  assert.ok(values.length > 50 && values.length < 300);
  assert.ok(after.store.stats().dropped.memory.blocks > 10);
  assert.deepEqual(values, rig.values("x").slice(-values.length));
});

Deno.test("damaged files go before whole ones when the disk is short", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 40; step++) rig.step({ x: step });
  rig.files.files.set("0000000001-0000000001-0.block.damaged", new Uint8Array(50_000));
  const limits = { cycleMs: 10_000, diskBytes: 40_000 };
  const after = new SeriesRig(limits, { files: rig.files, clock: rig.clock });
  after.step({ x: 1 });
  assert.ok(![...rig.files.files.keys()].some((name) => name.endsWith(".damaged")));
  assert.equal(after.store.stats().dropped.disk.blocks, 0);
  assert.equal(after.values("x").length, 41);
});

Deno.test("exploding labels are refused, counted, and leave the others alone", () => {
  const rig = new SeriesRig({ mostSeries: 500 });
  const counts = new Map<unknown, number>();
  for (let at = 0; at < 20_000; at++) {
    const ref = rig.store.refOf(LabelSet.of({ __name__: "x", id: `${at}` }), { owner: "bad" });
    const reason = typeof ref === "string" ? ref : "ok";
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  assert.deepEqual(Object.fromEntries(counts), { ok: 500, too_many_series: 19_500 });
  assert.equal(rig.store.stats().series, 500);
});
