import assert from "node:assert/strict";
import { writeStale } from "../model/samples.ts";
import { SeriesRig, START_MS } from "./series_store_rig.ts";

const HOUR_MS = 3_600_000;

Deno.test("append() takes what is later and says what became of everything else", () => {
  const { store, ref } = bound(new SeriesRig());
  const x = ref("x");
  const results = [
    store.append(x, START_MS, 1),
    store.append(x, START_MS, 1),
    store.append(x, START_MS, 2),
    store.append(x, START_MS - 1, 1),
    store.append(x, START_MS + 600_000, 3),
    store.append(x, START_MS + 600_001, 4),
    store.append(ref("y"), START_MS - 24 * HOUR_MS - 1, 4),
    store.append(ref("y"), START_MS - 24 * HOUR_MS, 4),
    store.append(x, START_MS + 0.5, 1),
    store.append(x, NaN, 1),
    store.append(x + 77, START_MS, 1),
  ];
  assert.deepEqual(results, [
    "ok",
    "same",
    "duplicate",
    "out_of_order",
    "ok",
    "too_far_ahead",
    "too_old",
    "ok",
    "bad_time",
    "bad_time",
    "unknown_series",
  ]);
  assert.deepEqual(store.stats().samples, {
    ok: 3,
    same: 1,
    duplicate: 1,
    out_of_order: 1,
    too_old: 1,
    too_far_ahead: 1,
    bad_time: 2,
    unknown_series: 1,
  });
});

Deno.test("the clock is looked at again before a sample is called too far ahead", () => {
  const rig = new SeriesRig();
  rig.append("x", START_MS, 1);
  rig.clock.advance(HOUR_MS);
  assert.equal(rig.append("x", START_MS + HOUR_MS, 1), "ok");
});

Deno.test("the same sample is known after it was sealed, too, and so are NaN and stale markers", () => {
  const rig = new SeriesRig({ cycleMs: 1_000 });
  const { store } = rig;
  const x = rig.ref("x");
  store.append(x, START_MS, 0);
  store.close();
  assert.equal(store.append(x, START_MS, 0), "same");
  assert.equal(store.append(x, START_MS, -0), "duplicate");
  store.append(x, START_MS + 1, NaN);
  assert.equal(store.append(x, START_MS + 1, NaN), "same");
  assert.equal(store.appendStale(x, START_MS + 1), "duplicate");
  store.appendStale(x, START_MS + 2);
  store.close();
  assert.equal(store.appendStale(x, START_MS + 2), "same");
  assert.equal(store.append(x, START_MS + 2, NaN), "duplicate");
});

Deno.test("a batch keeps the bits of every NaN; one by one they become the ordinary NaN", () => {
  const rig = new SeriesRig();
  const values = new Float64Array([1, 0, NaN, 0, 5]);
  writeStale(values, 1);
  new Uint32Array(values.buffer).set([0xdead, 0x7ff80042], 6);
  const timestampsMs = Float64Array.from(values, (_, at) => START_MS + at);
  const refs = values.map(() => rig.ref("x"));
  assert.equal(rig.store.appendBatch({ refs, samples: { length: 5, timestampsMs, values } }), 5);
  rig.append("x", START_MS + 5, values[3] ?? 0);
  const bits = rig.samples("x").map(([, low, high]) => [low, high]);
  assert.deepEqual(bits, [
    [0, 0x3ff00000],
    [2, 0x7ff00000],
    [0, 0x7ff80000],
    [0xdead, 0x7ff80042],
    [0, 0x40140000],
    [0, 0x7ff80000],
  ]);
});

Deno.test("a batch tells how many are new and takes each sample by itself", () => {
  const rig = new SeriesRig();
  const samples = {
    length: 4,
    timestampsMs: Float64Array.of(START_MS, START_MS, START_MS - 5, START_MS),
    values: Float64Array.of(1, 1, 1, 9),
  };
  const refs = [rig.ref("x"), rig.ref("y"), rig.ref("x"), 999];
  assert.equal(rig.store.appendBatch({ refs, samples }), 2);
  assert.deepEqual(rig.values("y"), [[START_MS, 1]]);
  assert.equal(rig.store.stats().samples.unknown_series, 1);
  assert.equal(rig.store.stats().samples.out_of_order, 1);
});

function bound(rig: SeriesRig) {
  return { store: rig.store, ref: (name: string) => rig.ref(name) };
}
