import assert from "node:assert/strict";
import { join } from "node:path";
import { createBakeFixture } from "./bake_fixture.ts";

Deno.test("an unchanged file is not read again, a young one always", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "a.js": "1111" });
  const path = join(fixture.dir, "a.js");
  await Deno.utime(path, 1000, 1000);
  fixture.nowMs = Date.now();
  const young = await fixture.bake();
  await Deno.writeTextFile(path, "2222");
  await Deno.utime(path, 1000, 1000);
  const changed = await fixture.bake();
  // The size, the times (ctime counts seconds) and the inode are the same: only reading tells.
  assert.notEqual(changed.hash, young.hash);
  fixture.nowMs = Date.now() + 60_000;
  await fixture.bake();
  const rows = await cacheRows(fixture.artifactsDir);
  assert.deepEqual(Object.keys(rows), ["a.js"]);
  // A planted hash shows that the cache is believed: the content is then taken from the store.
  await plantCache(fixture.artifactsDir, { "a.js": rows["a.js"]!.with(4, sha256Of1111) });
  assert.equal((await fixture.bake()).hash, young.hash);
});

const sha256Of1111 = "0ffe1abd1a08215353c233d6e009613e95eec4253832a761af28ff37ac5a150c";

async function cachePath(artifactsDir: string): Promise<string> {
  const [file] = await Array.fromAsync(Deno.readDir(join(artifactsDir, "cache")));
  return join(artifactsDir, "cache", file!.name);
}

async function cacheRows(artifactsDir: string): Promise<Record<string, unknown[]>> {
  return JSON.parse(await Deno.readTextFile(await cachePath(artifactsDir)));
}

async function plantCache(artifactsDir: string, rows: Record<string, unknown[]>): Promise<void> {
  await Deno.writeTextFile(await cachePath(artifactsDir), JSON.stringify(rows));
}

Deno.test("a broken cache and a content that is gone are mended from the source", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "a.js": "1", "b.js": "2" });
  const { hash, path } = await fixture.bake();
  await Deno.remove(join(fixture.artifactsDir, "objects"), { recursive: true });
  await Deno.remove(path, { recursive: true });
  assert.equal((await fixture.bake()).hash, hash);
  assert.equal(await Deno.readTextFile(join(path, "b.js")), "2");
  await plantCache(fixture.artifactsDir, { "a.js": ["what"] });
  assert.equal((await fixture.bake()).hash, hash);
  await Deno.writeTextFile(await cachePath(fixture.artifactsDir), '{"a.js": [1,');
  assert.equal((await fixture.bake()).hash, hash);
});

Deno.test("a cached hash that the source no longer has is not believed twice", async () => {
  await using fixture = await createBakeFixture();
  await fixture.write({ "a.js": "1" });
  const { hash } = await fixture.bake();
  const rows = await cacheRows(fixture.artifactsDir);
  await plantCache(fixture.artifactsDir, { "a.js": rows["a.js"]!.with(4, "0".repeat(64)) });
  assert.equal((await fixture.bake()).hash, hash);
});
