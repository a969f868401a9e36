import assert from "node:assert/strict";
import { join } from "node:path";
import { createBakeFixture } from "./bake_fixture.ts";
import { collectArtifacts } from "./collect.ts";

const HOUR_MS = 3_600_000;

Deno.test("collectArtifacts() keeps what is named and drops the rest with its contents", async () => {
  await using fixture = await createBakeFixture();
  const { artifactsDir } = fixture;
  const clock = { nowMs: () => Date.now(), monotonicMs: () => 0 };
  await fixture.write({ "same.js": "same", "a.js": "old" });
  const old = await fixture.bake();
  await fixture.write({ "a.js": "new" });
  const current = await fixture.bake();
  const result = await collectArtifacts({ artifactsDir, keep: new Set([current.hash]), clock });
  assert.deepEqual(result, { removed: [old.hash], objects: 1 });
  assert.deepEqual(await fixture.list(current), ["a.js", "same.js"]);
  await fixture.write({ "a.js": "old" });
  assert.equal((await fixture.bake()).hash, old.hash);
  assert.equal(await Deno.readTextFile(join(old.path, "a.js")), "old");
});

Deno.test("collectArtifacts() removes what crashed bakes left, and only that", async () => {
  await using fixture = await createBakeFixture();
  const { artifactsDir } = fixture;
  await Deno.mkdir(join(artifactsDir, ".tmp-crashed", "tree-1"), { recursive: true });
  await Deno.writeTextFile(join(artifactsDir, ".tmp-crashed", "tree-1", "x"), "");
  const collect = (nowMs: number) =>
    collectArtifacts({
      artifactsDir,
      keep: new Set(),
      clock: { nowMs: () => nowMs, monotonicMs: () => 0 },
    });
  await collect(Date.now());
  assert.ok((await Deno.stat(join(artifactsDir, ".tmp-crashed"))).isDirectory);
  await collect(Date.now() + 2 * HOUR_MS);
  await assert.rejects(Deno.stat(join(artifactsDir, ".tmp-crashed")), Deno.errors.NotFound);
});

Deno.test("what was baked a while ago goes, what is young or was asked for again stays", async () => {
  await using fixture = await createBakeFixture();
  const { artifactsDir } = fixture;
  const bakeAt = async (nowMs: number, text: string) => {
    fixture.nowMs = nowMs;
    await fixture.write({ "a.js": text });
    const artifact = await fixture.bake();
    return artifact;
  };
  const bakedMs = Date.now();
  const old = await bakeAt(bakedMs, "old");
  const again = await bakeAt(bakedMs, "again");
  const nowMs = bakedMs + HOUR_MS + 60_000;
  assert.equal((await bakeAt(nowMs - 60_000, "again")).isNew, false);
  const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
  const collect = (youngMs: number) =>
    collectArtifacts({ artifactsDir, keep: new Set(), clock, youngMs });
  assert.deepEqual((await collect(HOUR_MS)).removed, [old.hash]);
  assert.deepEqual((await collect(1_000)).removed, [again.hash]);
});

Deno.test("collectArtifacts() of a store that was never made removes nothing", async () => {
  const clock = { nowMs: () => 0, monotonicMs: () => 0 };
  const result = await collectArtifacts({ artifactsDir: "/nonexistent/x", keep: new Set(), clock });
  assert.deepEqual(result, { removed: [], objects: 0 });
});
