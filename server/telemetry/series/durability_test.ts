import assert from "node:assert/strict";
import { FakeSeriesFiles } from "./fake_series_files.ts";
import { SeriesRig, START_MS } from "./series_store_rig.ts";

/** Names of the log's segments. */
const segments = (files: FakeSeriesFiles) =>
  [...files.files.keys()].filter((n) => n.endsWith(".wal"));
const blocks = (files: FakeSeriesFiles) =>
  [...files.files.keys()].filter((n) => n.endsWith(".block"));

/** Changes one byte of a file. */
function damage(files: FakeSeriesFiles, name: string, at: number): void {
  const bytes = files.files.get(name);
  if (bytes !== undefined) bytes[at] = (bytes[at] ?? 0) ^ 0x40;
}

/** Steps with three series, of which one comes later, and the sizes of the log after each. */
function logged(): { rig: SeriesRig; sizes: number[] } {
  const rig = new SeriesRig();
  const sizes: number[] = [];
  for (let step = 0; step < 6; step++) {
    rig.step({ a: step * 1_000, b: Math.sqrt(step), ...(step > 2 ? { late: step } : {}) });
    sizes.push(rig.files.usedBytes);
  }
  assert.equal(segments(rig.files).length, 1);
  return { rig, sizes };
}

Deno.test("a log that is cut at any byte gives back every whole step, and nothing else", () => {
  const { rig, sizes } = logged();
  const [name = ""] = segments(rig.files);
  const bytes = rig.files.files.get(name) ?? new Uint8Array(0);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const files = new FakeSeriesFiles();
    files.files.set(name, bytes.slice(0, cut));
    const { store, values } = reading(rig.reopened(files));
    const whole = sizes.filter((size) => size <= cut).length;
    for (const series of ["a", "b", "late"]) {
      const expected = reading(rig).values(series)
        .filter(([timeMs]) => timeMs <= START_MS + whole * 1_000);
      assert.deepEqual(values(series), expected, `${series} after a cut at ${cut}`);
    }
    const { recovery } = store;
    assert.equal(recovery.recoveredSamples, whole * 2 + Math.max(0, whole - 3), `at ${cut}`);
    assert.equal(recovery.lastMs, whole === 0 ? undefined : START_MS + whole * 1_000);
    const wholeBytes = [0, ...recordEnds(bytes)].filter((end) => end <= cut).at(-1) ?? 0;
    assert.equal(recovery.lostBytes, cut - wholeBytes, `lost after a cut at ${cut}`);
  }
});

Deno.test("a log with any byte changed gives back steps before it, and nothing that was not there", () => {
  const { rig, sizes } = logged();
  const [name = ""] = segments(rig.files);
  const all = ["a", "b", "late"].map((series) => JSON.stringify(rig.samples(series)).slice(0, -1));
  for (let at = 0; at < rig.files.usedBytes; at++) {
    const files = rig.files.copy();
    damage(files, name, at);
    const after = rig.reopened(files);
    ["a", "b", "late"].forEach((series, index) => {
      const found = JSON.stringify(after.samples(series)).slice(0, -1);
      assert.ok(all[index]?.startsWith(found), `${series} with byte ${at} changed`);
    });
    const whole = sizes.filter((size) => size <= at).length;
    assert.ok(after.values("a").length >= whole);
    assert.ok(after.store.recovery.lostBytes > 0);
  }
});

Deno.test("what was lost is said once: the next start finds all in a block", () => {
  const { rig } = logged();
  const [name = ""] = segments(rig.files);
  const files = rig.files.copy();
  files.files.set(name, files.files.get(name)?.slice(0, -1) ?? new Uint8Array(0));
  const second = rig.reopened(files);
  assert.ok(second.store.recovery.lostBytes > 0);
  assert.equal(segments(files).length, 0);
  const third = second.reopened();
  const { lostBytes, recoveredSamples, sealedSamples, lastMs } = third.store.recovery;
  assert.deepEqual({ lostBytes, recoveredSamples }, { lostBytes: 0, recoveredSamples: 0 });
  assert.equal(sealedSamples, second.store.recovery.recoveredSamples);
  assert.equal(lastMs, START_MS + 5_000);
  assert.deepEqual(third.values("a"), second.values("a"));
});

Deno.test("a step that was not committed is lost, and no more", () => {
  const rig = new SeriesRig();
  rig.step({ x: 1 });
  rig.append("x", START_MS + 2_000, 2);
  assert.deepEqual(rig.reopened().values("x"), [[START_MS + 1_000, 1]]);
});

Deno.test("the log reaches back to what is in no block, and no further", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 100; step++) {
    rig.step({ a: step, b: -step });
    assert.ok(segments(rig.files).length <= 2);
    if (step % 7 !== 0) continue;
    const after = rig.reopened();
    assert.equal(after.store.recovery.lostBytes, 0);
    assert.deepEqual(after.values("a"), rig.values("a"));
    assert.deepEqual(after.values("b"), rig.values("b"));
  }
  assert.ok(blocks(rig.files).length >= 9);
});

Deno.test("a cycle ends early when its segment is large", () => {
  const rig = new SeriesRig({ segmentBytes: 2_000 });
  for (let step = 0; step < 300; step++) rig.step({ a: Math.sqrt(step), b: Math.cbrt(step) });
  assert.ok(blocks(rig.files).length > 2);
  assert.ok(rig.store.stats().disk.logBytes < 3 * 2_100);
  assert.equal(rig.reopened().values("a").length, 300);
});

Deno.test("an owner that does not commit does not fill the memory", () => {
  const rig = new SeriesRig({ aheadMs: Infinity });
  const x = rig.ref("x");
  for (let at = 0; at < 600_000; at++) rig.store.append(x, START_MS + at, Math.sqrt(at));
  assert.ok(rig.store.stats().disk.logBytes > 4 * 1024 * 1024);
});

Deno.test("a damaged block is put aside with its name; the others and the log are read", () => {
  const rig = new SeriesRig({ cycleMs: 10_000 });
  for (let step = 0; step < 35; step++) rig.step({ a: step });
  const [, second = ""] = blocks(rig.files);
  for (const at of [0, 5, 9, 40, 70, (rig.files.files.get(second)?.length ?? 0) - 1]) {
    const files = rig.files.copy();
    damage(files, second, at);
    const after = rig.reopened(files);
    assert.deepEqual(after.store.recovery.setAside, [`${second}.damaged`]);
    assert.ok(files.files.has(`${second}.damaged`) && !files.files.has(second));
    const left = new Map(after.values("a"));
    assert.equal(left.size, 25);
    for (const [timeMs, value] of rig.values("a")) {
      assert.ok(!left.has(timeMs) || left.get(timeMs) === value);
    }
    assert.deepEqual(after.reopened().store.recovery.setAside, []);
  }
});

Deno.test("a block that is cut short, empty or foreign is put aside", () => {
  const rig = new SeriesRig();
  rig.step({ a: 1 });
  rig.store.close();
  const [name = ""] = blocks(rig.files);
  const bytes = rig.files.files.get(name) ?? new Uint8Array(0);
  for (let cut = 0; cut < bytes.length; cut++) {
    const files = rig.files.copy();
    files.files.set(name, bytes.slice(0, cut));
    assert.equal(rig.reopened(files).store.recovery.setAside.length, 1);
  }
  const files = rig.files.copy();
  files.files.set(name, new Uint8Array(1_000));
  assert.equal(rig.reopened(files).store.recovery.setAside.length, 1);
});

Deno.test("what a death left half-written is removed, and foreign files are left alone", () => {
  const rig = new SeriesRig();
  rig.files.files.set("0000000001-0000000001-0.block.tmp", new Uint8Array(5));
  rig.files.files.set("notes.txt", new Uint8Array(5));
  rig.reopened(rig.files);
  assert.deepEqual([...rig.files.files.keys()], ["notes.txt"]);
});

Deno.test("a folder that cannot be read leaves an empty store that says so", () => {
  const files = new FakeSeriesFiles();
  files.broken = new Error("EACCES");
  const rig = new SeriesRig({}, { files });
  assert.deepEqual(rig.store.recovery.unreadable, ["Error: EACCES"]);
  rig.step({ x: 1 });
  assert.equal(rig.values("x").length, 1);
  assert.equal(rig.store.stats().disk.failing, "EACCES");
});

function reading(rig: SeriesRig) {
  return { store: rig.store, values: (name: string) => rig.values(name) };
}

function recordEnds(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ends.push(at)) at += 8 + view.getUint32(at, true);
  return ends;
}
